/**
 * Closing spurious gaps (paper 4.3, F): a head, features and rankings enter; trials of tuning on low-spuriosity images and of
 * the two baselines leave, with the repaired head. Only the head changes; the encoder is never touched.
 */
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { computeMean, deriveSeed } from '../../numeric/index.js';
import type { ClassRanking, MitigationMethod, MitigationTrial, Predictions } from '../../records/bias.js';
import type { LinearHead } from '../../records/encoder.js';
import { accuracyByRank, computeClassGaps, type RankBin } from '../bias/index.js';
import { assertTrainable } from '../features/index.js';
import { type MitigationOptions, type MitigationSettings, toMitigationSettings } from './recipes.js';
import { chooseTuningImages, type TuningImages } from './selection.js';
import { predictRows, type TunedHead, tuneHead, type ValidationSet } from './tuning.js';

export interface MitigationInput extends ValidationSet {
  /** The head to tune; never changed. */
  head: LinearHead;
  classCount: number;
  /** All usable training images. */
  trainRows: Int32Array;
  /** Train split, classes with a spurious feature. */
  trainRankings: readonly ClassRanking[];
  /** Known group of each image, for the method `group-balanced`. */
  groups?: readonly string[];
}

/** Which images one trial was tuned on. */
export interface ChosenImages extends TuningImages {
  method: MitigationMethod;
  trial: number;
}

export interface MitigationResult {
  settings: MitigationSettings;
  trials: MitigationTrial[];
  /** In the order of `trials`. */
  chosen: ChosenImages[];
  /** Tuned on low spuriosity; null when that method was not asked for. */
  head: LinearHead | null;
  /** Accuracy against spuriosity rank on the validation split (paper Fig. 8 right); `after` is the mean over trials. */
  accuracyByRank: { before: RankBin[]; after: Partial<Record<MitigationMethod, RankBin[]>> };
}

/** Bins of the curve of accuracy against rank: tenths of each class. */
export const RANK_BIN_COUNT = 10;

/**
 * Runs every method and trial asked for; the same input, options and seed give the same result.
 * Errors: `StageError` when no class has a spurious feature or a measurable gap, a class has too few images, the head does not
 * fit, or a feature is not finite; `UsageError` for options out of range; `CancelledError` between steps.
 */
export async function mitigate(
  input: MitigationInput,
  options: MitigationOptions,
  observer: Observer,
): Promise<MitigationResult> {
  const settings = toMitigationSettings(options);
  assertNotCancelled(observer);
  assertHeadFits(input);
  const before = predictRows(
    input,
    input.head,
    Int32Array.from([...input.trainRows, ...input.validationRows]),
  );
  assertGapMeasurable(input, before, settings);

  const runs = listRuns(settings);
  const result: MitigationResult = {
    settings,
    trials: [],
    chosen: [],
    head: null,
    accuracyByRank: { before: measureByRank(input, before), after: {} },
  };
  const binsByMethod = new Map<MitigationMethod, RankBin[][]>();
  for (const [place, { method, trial }] of runs.entries()) {
    const chosen = chooseTuningImages({ ...input, predictions: before }, method, trial, settings);
    const rows = Int32Array.from([...chosen.images, ...chosen.anchors]);
    const seed = deriveSeed(settings.seed, 'tuning', method, trial);
    const tuned = await tuneHead(input, input.head, rows, settings, seed, observer);
    result.trials.push(toTrial(input.model, method, trial, rows.length, tuned));
    result.chosen.push({ method, trial, ...chosen });
    if (method === 'low-spuriosity') result.head = tuned.head;
    const bins = measureByRank(input, tuned.predictions);
    binsByMethod.set(method, [...(binsByMethod.get(method) ?? []), bins]);
    observer.progress({ task: 'tuning the head', done: place + 1, total: runs.length, unit: 'runs' });
  }
  for (const [method, bins] of binsByMethod) result.accuracyByRank.after[method] = averageBins(bins);
  return result;
}

/** Tuning on low spuriosity chooses the same images every time and runs once; the baselines draw anew in each trial. */
function listRuns({ methods, trials }: MitigationSettings): { method: MitigationMethod; trial: number }[] {
  return methods.flatMap((method) =>
    Array.from({ length: method === 'low-spuriosity' ? 1 : trials }, (_, index) => ({
      method,
      trial: index + 1,
    })),
  );
}

function toTrial(
  model: string,
  method: MitigationMethod,
  trial: number,
  imageCount: number,
  { curve }: TunedHead,
): MitigationTrial {
  const first = curve[0]!;
  const last = curve.at(-1)!;
  return {
    model,
    method,
    trial,
    imageCount,
    accuracyBefore: first.accuracy,
    accuracyAfter: last.accuracy,
    gapBefore: first.gap,
    gapAfter: last.gap,
    epochs: last.epoch,
    curve,
  };
}

function measureByRank({ validationRankings, labels }: MitigationInput, predictions: Predictions): RankBin[] {
  return accuracyByRank(validationRankings, predictions, labels, RANK_BIN_COUNT);
}

/** The mean over trials; the trials' bins hold the same images and differ only in accuracy. */
function averageBins(trials: readonly RankBin[][]): RankBin[] {
  return trials[0]!.map((bin, place) => ({
    ...bin,
    accuracy: computeMean(trials.map((bins) => bins[place]!.accuracy)),
  }));
}

function assertHeadFits(input: MitigationInput): void {
  const { head, classCount, features, featureCount, labels } = input;
  if (head.classCount !== classCount) {
    throw new StageError('head-classes', {
      what: `The head has ${head.classCount} classes, the data set has ${classCount}.`,
      next: 'Fit a head for this data set, or select the rows of the head that belong to its classes.',
    });
  }
  if (head.featureCount !== featureCount || features.length !== labels.length * featureCount) {
    throw new StageError('head-width', {
      what: `The head expects ${head.featureCount} features; ${labels.length} images have ${features.length} numbers, ${featureCount} each expected.`,
      why: 'A head only works on features of the encoder that it was fitted on.',
      next: 'Use the head of this encoder, or extract the features again with the encoder of the head.',
    });
  }
  assertTrainable(input, classCount, input.trainRows);
  assertTrainable(input, classCount, input.validationRows);
}

function assertGapMeasurable(
  input: MitigationInput,
  before: Predictions,
  settings: MitigationSettings,
): void {
  if (!input.trainRankings.some((ranking) => ranking.images.length > 0)) {
    throw new StageError('no-spurious-class', {
      what: 'No class with training images has a feature that was judged spurious.',
      why: 'Without a spurious feature there is no ranking to choose images by.',
      next: 'Review more features (annotate), then rank and mitigate again.',
    });
  }
  if (computeClassGaps(input.validationRankings, before, input.labels, settings).length === 0) {
    throw new StageError('no-measurable-gap', {
      what: 'No class with a spurious feature has two validation images or more.',
      why: 'Tuning stops by the validation spurious gap, which needs images at both ends of a ranking.',
      next: 'Set more images aside for validation.',
    });
  }
}
