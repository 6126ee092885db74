/**
 * What stands behind the gaps: intervals, groups, calibration, other k, and whether two models really differ.
 * In: a bias report. Out: numbers for tables and the terminal, each with what it was measured on. Stores nothing by itself.
 */
import type { Predictions } from '../../records/bias.js';
import type { ClassRecord } from '../../records/dataset.js';
import {
  assignPseudoGroups,
  bootstrapModels,
  computeBalancedAccuracy,
  computeCalibrationError,
  computeTableAccuracies,
  DEFAULT_RESAMPLES,
  type GapAtK,
  gapByK,
  type PairedGaps,
  PSEUDO_GROUP_COLUMN,
  tabulateGroups,
  testPairedGaps,
} from '../../stages/bias/index.js';
import type { TableContent } from '../../storage/index.js';
import { rankProject } from '../ranking/index.js';
import { listLabels, type Project, toClassCells } from '../workspace/index.js';
import { assertK, type BiasReport } from './bias.js';
import type { BiasDetails, DetailOptions, GroupMeasures } from './detailed-models.js';
import { toUnknownModelError } from './missing-models.js';

export const DEFAULT_DETAIL_OPTIONS: DetailOptions = {
  resamples: DEFAULT_RESAMPLES,
  seed: 0,
};

/** Intervals, groups and calibration of every model of the report, on its split. */
export async function measureDetails(
  project: Project,
  report: BiasReport,
  options: DetailOptions = DEFAULT_DETAIL_OPTIONS,
): Promise<BiasDetails> {
  const dataset = project.readDataset();
  const labels = listLabels(dataset);
  const images = dataset.images.filter(({ split }) => split === report.split).map(({ index }) => index);
  const intervals = bootstrapModels(report.models, options);
  const trainRankings = report.split === 'train' ? [] : await rankProject(project, ['train']);
  const pseudoGroups = tabulateGroups(
    assignPseudoGroups(dataset.images, [...report.rankings, ...trainRankings]),
    PSEUDO_GROUP_COLUMN,
    report.split,
  );
  return {
    options,
    models: report.predictions.map((predictions, place) => ({
      model: predictions.model,
      intervals: intervals[place]!,
      balancedAccuracy: computeBalancedAccuracy(predictions, labels, images),
      calibrationError: measureCalibration(predictions, labels, images),
      groups: [
        ...report.groups
          .filter(({ model }) => model === predictions.model)
          .map((group): GroupMeasures => ({ ...group, kind: 'known' })),
        {
          model: predictions.model,
          column: PSEUDO_GROUP_COLUMN,
          kind: 'pseudo',
          accuracies: computeTableAccuracies(pseudoGroups, predictions),
        },
      ],
    })),
  };
}

function measureCalibration(
  { labels: predicted, confidences }: Predictions,
  labels: Int32Array,
  images: readonly number[],
) {
  if (confidences === undefined) return Number.NaN;
  const known = images.filter((image) => !Number.isNaN(confidences[image]!));
  return computeCalibrationError(
    known.map((image) => confidences[image]!),
    known.map((image) => Number(predicted[image] === labels[image])),
  );
}

/** Each model's gap for every k. */
export function measureGapsByK(
  project: Project,
  { rankings, predictions }: BiasReport,
  ks: readonly number[],
): { model: string; gaps: GapAtK[] }[] {
  for (const k of ks) assertK(k);
  const labels = listLabels(project.readDataset());
  return predictions.map((one) => ({ model: one.model, gaps: gapByK(rankings, one, labels, ks) }));
}

/** Whether two models' gaps differ by more than chance. Throws the UsageError `model-unknown`. */
export function compareTwoModels(
  project: Project,
  { predictions, rankings, k }: BiasReport,
  names: readonly [string, string],
  seed = 0,
): PairedGaps {
  const [first, second] = names.map((name) => findPredictions(predictions, name));
  return testPairedGaps(rankings, [first!, second!], listLabels(project.readDataset()), { k, seed });
}

/** Throws the UsageError `model-unknown`. */
export function findPredictions(predictions: readonly Predictions[], name: string): Predictions {
  const found = predictions.find(({ model }) => model === name);
  if (found !== undefined) return found;
  throw toUnknownModelError(
    name,
    predictions.map(({ model }) => model),
  );
}

/** `groups.csv`: the summaries by known groups and by pseudo-groups, labelled as what they are. */
export function toGroupsTable({ models }: BiasDetails, classes: readonly ClassRecord[]): TableContent {
  return {
    name: 'groups',
    columns: [
      'model',
      'column',
      'kind',
      'worst_group_class',
      'worst_group',
      'worst_group_accuracy',
      'worst_group_images',
      'group_mean_accuracy',
      'train_weighted_accuracy',
      'image_weighted_accuracy',
    ],
    rows: models.flatMap(({ groups }) =>
      groups.map(({ model, column, kind, accuracies }) => ({
        model,
        column,
        kind,
        worst_group_class: accuracies.worst && classes[accuracies.worst.classIndex]!.name,
        worst_group: accuracies.worst?.group ?? null,
        worst_group_accuracy: accuracies.worstGroupAccuracy,
        worst_group_images: accuracies.worst?.imageCount ?? null,
        group_mean_accuracy: accuracies.groupMeanAccuracy,
        train_weighted_accuracy: accuracies.trainWeightedAccuracy,
        image_weighted_accuracy: accuracies.imageWeightedAccuracy,
      })),
    ),
  };
}

/** `gap-by-k.csv`. */
export function toGapsByKTable(models: ReturnType<typeof measureGapsByK>): TableContent {
  return {
    name: 'gap-by-k',
    columns: ['model', 'k', 'spurious_gap', 'classes', 'classes_with_reduced_k'],
    rows: models.flatMap(({ model, gaps }) =>
      gaps.map(({ k, gap, classCount, reducedClassCount }) => ({
        model,
        k,
        spurious_gap: gap,
        classes: classCount,
        classes_with_reduced_k: reducedClassCount,
      })),
    ),
  };
}

/** `model-comparison.csv`: the difference per class with its p-values. */
export function toComparisonTable(
  { models, classes }: PairedGaps,
  records: readonly ClassRecord[],
): TableContent {
  return {
    name: 'model-comparison',
    columns: [
      'first_model',
      'second_model',
      'class_index',
      'class_name',
      'k',
      'difference',
      'disagreements',
      'p_value',
      'adjusted_p_value',
    ],
    rows: classes.map((one) => ({
      first_model: models[0],
      second_model: models[1],
      ...toClassCells(records, one.classIndex),
      k: one.k,
      difference: one.difference,
      disagreements: one.disagreements,
      p_value: one.pValue,
      adjusted_p_value: one.adjustedPValue,
    })),
  };
}
