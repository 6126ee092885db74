/**
 * The bias stage on a workspace: spurious gaps of every model, per class and over classes.
 * In: rankings of the measured split and every model's predictions. Out: a bias report. `bias-tables.ts` writes it.
 */
import { UsageError } from '../../base/errors.js';
import type { ClassRanking, ModelBias, Predictions } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import {
  compareModels,
  computeAccuracy,
  computeClassGaps,
  computeTableAccuracies,
  DEFAULT_K,
  type GroupAccuracies,
  type ModelComparison,
  summarizeModels,
  tabulateGroups,
} from '../../stages/bias/index.js';
import { measureGroupAuroc, rankSplit } from '../ranking/index.js';
import {
  chooseMeasuredSplit,
  createKeeper,
  listLabels,
  type OpenDataset,
  type Project,
} from '../workspace/index.js';
import { readTableParts, type TablePart } from './bias-parts.js';
import { type ModelProblem, predictAll } from './models.js';

export interface GapOptions {
  k: number;
  /** Undefined: validation, or test where there is none. */
  split?: SplitName;
}

export const DEFAULT_GAP_OPTIONS: GapOptions = { k: DEFAULT_K };

export interface BiasReport {
  /** Everything that tables of it may rest on, as it was before it was measured (docs/formats/results.md, R42). */
  restsOn: Record<TablePart, string>;
  k: number;
  split: SplitName;
  models: ModelBias[];
  rankings: ClassRanking[];
  predictions: Predictions[];
  /** Models that cannot be measured, and why; they are in no list above. */
  problems: ModelProblem[];
  /** Null with fewer than two models. */
  comparison: ModelComparison | null;
  /** Per group column and model; empty without known groups. */
  groups: { column: string; model: string; accuracies: GroupAccuracies }[];
  groupAuroc: ReturnType<typeof measureGroupAuroc>;
}

/**
 * Measures every model on the rankings as they are now; kept for the next who asks the same, and not to be changed.
 * Throws `k-too-small`, `split-empty`, `no-validation-images`, `no-models`, and what `rankProject` throws.
 */
export async function measureBias(
  project: Project,
  options: GapOptions = DEFAULT_GAP_OPTIONS,
): Promise<BiasReport> {
  assertK(options.k);
  const split = options.split ?? chooseMeasuredSplit(project.readDataset());
  assertSplit(project.readDataset(), split);
  const restsOn = await readTableParts(project);
  const rankings = await rankSplit(project, split);
  const all = await predictAll(project);
  const marks = [options.k, split, rankings, all, ...Object.values(restsOn)];
  return keepReport(project, 'report', marks, async () =>
    measure(project.readDataset(), { k: options.k, split, restsOn, rankings, ...all }),
  );
}

const keepReport = createKeeper<BiasReport>();

function measure(
  dataset: OpenDataset,
  input: Pick<BiasReport, 'k' | 'split' | 'restsOn' | 'rankings' | 'predictions' | 'problems'>,
): BiasReport {
  const { k, split, rankings, predictions } = input;
  const labels = listLabels(dataset);
  const images = dataset.images.filter((image) => image.split === split).map(({ index }) => index);
  const models = summarizeModels(
    predictions.map((one) => ({
      model: one.model,
      accuracy: computeAccuracy(one, labels, images),
      gaps: computeClassGaps(rankings, one, labels, { k }),
    })),
  );
  return {
    ...input,
    models,
    comparison: models.length < 2 ? null : compareModels(models),
    groups: dataset.groupColumns.flatMap((column) => {
      const table = tabulateGroups(dataset.images, column, split);
      return predictions.map((one) => ({
        column,
        model: one.model,
        accuracies: computeTableAccuracies(table, one),
      }));
    }),
    groupAuroc: measureGroupAuroc(dataset, rankings),
  };
}

function assertSplit({ images }: OpenDataset, split: SplitName): void {
  if (images.some((image) => image.split === split)) return;
  throw new UsageError('split-empty', {
    what: `The data set has no images in the split ${split}.`,
    next: 'Leave --split out, or name a split that `spuriosity init` counted.',
  });
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
