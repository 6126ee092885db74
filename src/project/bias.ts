/**
 * The bias stage on disk: spurious gaps of every model, per class and over classes.
 * In: rankings of the measured split and every model's predictions. Out: `spurious-gaps.csv`, `models.csv`.
 */
import { UsageError } from '../base/errors.js';
import type { ClassGap, ClassRanking, ModelBias, Predictions } from '../records/bias.js';
import type { SplitName } from '../records/dataset.js';
import { RESULT_TABLES } from '../records/tables.js';
import {
  compareModels,
  computeAccuracy,
  computeClassGaps,
  computeTableAccuracies,
  DEFAULT_K,
  type GroupAccuracies,
  type Interval,
  type ModelComparison,
  summarizeModels,
  tabulateGroups,
} from '../stages/bias/index.js';
import { writeTable } from '../storage/index.js';
import type { BiasDetails } from './bias-details.js';
import { predictAll } from './models.js';
import { chooseMeasuredSplit, listLabels, type Project } from './project.js';
import { measureGroupAuroc, rankProject } from './ranking.js';

export interface GapOptions {
  k: number;
  /** Undefined: validation, or test where there is none. */
  split?: SplitName;
}

export const DEFAULT_GAP_OPTIONS: GapOptions = { k: DEFAULT_K };

export interface BiasReport {
  k: number;
  split: SplitName;
  models: ModelBias[];
  rankings: ClassRanking[];
  predictions: Predictions[];
  /** Null with fewer than two models. */
  comparison: ModelComparison | null;
  /** Per group column and model; empty without known groups. */
  groups: { column: string; model: string; accuracies: GroupAccuracies }[];
  groupAuroc: Awaited<ReturnType<typeof measureGroupAuroc>>;
}

/** Measures every model on the rankings as they are now. */
export async function measureBias(
  project: Project,
  options: GapOptions = DEFAULT_GAP_OPTIONS,
): Promise<BiasReport> {
  assertK(options.k);
  const dataset = project.readDataset();
  const split = options.split ?? chooseMeasuredSplit(dataset);
  const rankings = await rankProject(project, [split]);
  const predictions = await predictAll(project);
  const labels = listLabels(dataset);
  const images = dataset.images.filter((image) => image.split === split).map(({ index }) => index);
  const models = summarizeModels(
    predictions.map((one) => ({
      model: one.model,
      accuracy: computeAccuracy(one, labels, images),
      gaps: computeClassGaps(rankings, one, labels, { k: options.k }),
    })),
  );
  return {
    k: options.k,
    split,
    models,
    rankings,
    predictions,
    comparison: models.length < 2 ? null : compareModels(models),
    groups: dataset.groupColumns.flatMap((column) => {
      const table = tabulateGroups(dataset.images, column, split);
      return predictions.map((one) => ({
        column,
        model: one.model,
        accuracies: computeTableAccuracies(table, one),
      }));
    }),
    groupAuroc: await measureGroupAuroc(project),
  };
}

/** Writes `spurious-gaps.csv` and `models.csv`; with details, the intervals and further measures follow the leading columns. */
export async function writeBias(
  project: Project,
  { models, k, split }: BiasReport,
  details: BiasDetails | null = null,
): Promise<void> {
  const { classes } = project.readDataset();
  await writeTable(
    project.layout.results,
    'spurious-gaps',
    [
      ...RESULT_TABLES['spurious-gaps'],
      'images',
      'reduced_k',
      ...(details === null ? [] : ['gap_low', 'gap_high']),
    ],
    models.flatMap(({ gaps }, model) =>
      gaps.map((gap, place) => ({
        ...toGapRow(gap, classes[gap.classIndex]!.name),
        ...toBounds('gap', details?.models[model]?.intervals.classes[place]),
      })),
    ),
  );
  await writeTable(
    project.layout.results,
    'models',
    [...RESULT_TABLES.models, ...(details === null ? [] : DETAIL_COLUMNS)],
    models.map((model, place) => ({
      model: model.model,
      accuracy: model.accuracy,
      acc_top: model.accuracyTop,
      acc_bottom: model.accuracyBottom,
      spurious_gap: model.spuriousGap,
      effective_robustness: model.effectiveRobustness,
      ...(details === null ? {} : { k, split, ...toDetailCells(details, place) }),
    })),
  );
}

const DETAIL_COLUMNS = [
  'spurious_gap_low',
  'spurious_gap_high',
  'effective_robustness_low',
  'effective_robustness_high',
  'balanced_accuracy',
  'calibration_error',
  'k',
  'split',
  'resamples',
  'seed',
] as const;

function toDetailCells({ models, options }: BiasDetails, place: number) {
  const { intervals, balancedAccuracy, calibrationError } = models[place]!;
  return {
    ...toBounds('spurious_gap', intervals.model),
    ...toBounds('effective_robustness', intervals.effectiveRobustness),
    balanced_accuracy: balancedAccuracy,
    calibration_error: calibrationError,
    resamples: options.resamples,
    seed: options.seed,
  };
}

function toBounds(name: string, interval: Interval | undefined): Record<string, number> {
  return interval === undefined ? {} : { [`${name}_low`]: interval.low, [`${name}_high`]: interval.high };
}

/** Throws the UsageError `k-too-small`. */
export function assertK(k: number): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new UsageError('k-too-small', {
    what: `k is ${k}.`,
    why: 'A gap compares the k most with the k least spurious images of a class.',
    next: 'Give a whole number of at least 1; the paper uses 10.',
  });
}

function toGapRow(gap: ClassGap, className: string) {
  return {
    model: gap.model,
    class_index: gap.classIndex,
    class_name: className,
    k: gap.k,
    acc_top: gap.accuracyTop,
    acc_bottom: gap.accuracyBottom,
    gap: gap.gap,
    images: gap.imageCount,
    reduced_k: gap.reducedK ? 'yes' : 'no',
  };
}
