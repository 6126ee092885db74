/**
 * Repairing a head against spurious cues (docs/method.md, M100 to M109; paper 4.3, F): a head, features, verdicts and rankings enter; every method's
 * trials, measured on images that neither tuned nor stopped them, the repaired heads and one recommendation leave.
 * Only the head changes; the encoder is never touched.
 */
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import { computeMean } from '../../numeric/index.js';
import type { Pair } from '../../records/annotation.js';
import type { ClassRanking, MeasuredOn, MitigationMethod, MitigationTrial } from '../../records/bias.js';
import type { MethodOutcome, Recommendation } from '../../records/mitigation.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import { accuracyByRank, type RankBin } from '../bias/index.js';
import { assertTrainable } from '../features/index.js';
import { toPlainPoints } from './card/markdown.js';
import { type EvaluationInput, planEvaluation } from './halves.js';
import { type MeasuringContext, measureHead, measurePredictions, predictRows } from './measures.js';
import { METHODS } from './methods/index.js';
import type { PathPoint, PreparedMethod, Repair, RepairContext } from './methods/repair.js';
import { type MitigationOptions, type MitigationSettings, toMitigationSettings } from './recipes.js';
import { recommendRepair } from './recommendation.js';
import { describeScarceClasses, findScarceClasses, type ScarceClass } from './scarcity.js';

/** What is repaired, and on which images. */
export interface MitigationInput extends MeasuringContext, EvaluationInput {
  /** The head to repair; never changed. */
  head: LinearHead;
  classCount: number;
  /** As people read them, by index. */
  classNames: readonly string[];
  /** All usable training images. */
  trainRows: Int32Array;
  /** Train split, classes with a spurious feature. */
  trainRankings: readonly ClassRanking[];
  /** Pairs by verdict; null where their features are not those of `features`. Counterexamples and muting need them. */
  pairs: { spurious: readonly Pair[]; core: readonly Pair[] } | null;
}

/** Which images one trial was fitted on. */
export interface ChosenImages extends Pick<Repair, 'images' | 'anchors'> {
  method: MitigationMethod;
  trial: number;
}

/** Everything that came of a mitigation. */
export interface MitigationResult {
  settings: MitigationSettings;
  evaluation: { measuredOn: MeasuredOn; choosingCount: number; measuredCount: number };
  methods: MethodOutcome[];
  trials: MitigationTrial[];
  /** In the order of `trials`. */
  chosen: ChosenImages[];
  /** Classes whose repair rests on hardly any image; said in the recommendation's sentences too. */
  scarceClasses: ScarceClass[];
  recommendation: Recommendation;
  /** Of each method the first trial that made another head than the one before. */
  heads: Map<MitigationMethod, LinearHead>;
  /** Of the first trial of `interpolation`, from the head before to the fully tuned one; empty without. */
  path: PathPoint[];
  /** Accuracy against spuriosity rank on the measured images (paper Fig. 8 right); `after` is the mean over trials. */
  accuracyByRank: { before: RankBin[]; after: Partial<Record<MitigationMethod, RankBin[]>> };
}

/** Bins of the curve of accuracy against rank: tenths of each class. */
export const RANK_BIN_COUNT = 10;

/**
 * Runs every method and trial asked for; the same input, options and seed give the same result.
 * Where no class has a spurious feature but groups are known, methods that need a ranking are left out and all gaps are NaN.
 * Errors: `StageError` when there is neither a measurable gap nor a known group, a class has too few images, the head does not
 * fit, a feature is not finite, or none of the methods can be used; `UsageError` for options out of range; `CancelledError` between steps.
 */
export async function mitigate(
  input: MitigationInput,
  options: MitigationOptions,
  observer: Observer,
): Promise<MitigationResult> {
  assertNotCancelled(observer);
  assertHeadFits(input);
  const repair = toRepairContext(input, toMitigationSettings(options), observer);
  const { settings } = repair;
  const result = startResult(input, repair);
  const runCount = settings.methods.length * settings.trials;
  for (const [place, method] of settings.methods.entries()) {
    const prepared = await METHODS[method](repair);
    if ('omitted' in prepared) result.methods.push({ method, note: prepared.omitted, state: 'omitted' });
    else await runMethod(input, repair, method, prepared, place * settings.trials, result);
    const done = (place + 1) * settings.trials;
    observer.progress({ task: 'repairing the head', done, total: runCount, unit: 'runs' });
  }
  if (result.trials.length === 0) throw toNoMethod(result.methods);
  const bottomCount = countLeastSpurious(repair.evaluation.measuring.rankings, settings.k);
  const recommendation = recommendRepair(result.trials, settings, bottomCount);
  const warnings = describeScarceClasses(result.scarceClasses, input.classNames);
  return {
    ...result,
    recommendation: { ...recommendation, sentences: [...recommendation.sentences, ...warnings] },
  };
}

/** Images at the low ends of the rankings, as gaps take them (M42). */
function countLeastSpurious(rankings: readonly ClassRanking[], k: number): number {
  return rankings.reduce((count, { images }) => count + Math.min(k, Math.floor(images.length / 2)), 0);
}

/** Runs the trials of one method into `result`. */
async function runMethod(
  input: MitigationInput,
  repair: RepairContext,
  method: MitigationMethod,
  prepared: Exclude<PreparedMethod, { omitted: string }>,
  doneBefore: number,
  result: Omit<MitigationResult, 'recommendation'>,
): Promise<void> {
  const { settings, observer, evaluation } = repair;
  const bins: RankBin[][] = [];
  const trialCount = prepared.isDeterministic ? 1 : settings.trials;
  for (let trial = 1; trial <= trialCount; trial++) {
    const own = await prepared.runTrial(trial);
    result.trials.push(toTrial(repair, method, trial, own));
    result.chosen.push({ method, trial, images: own.images, anchors: own.anchors });
    bins.push(measureByRank(input, repair, own.head));
    if (!result.heads.has(method) && isOther(own.head, input.head)) result.heads.set(method, own.head);
    if (trial === 1 && own.path !== undefined) result.path = own.path;
    const [done, total] = [doneBefore + trial, settings.methods.length * settings.trials];
    observer.progress({ task: 'repairing the head', done, total, unit: 'runs' });
  }
  result.accuracyByRank.after[method] = averageBins(bins);
  const isRepaired = result.heads.has(method);
  result.methods.push({
    method,
    state: isRepaired ? 'repaired' : 'unchanged',
    note: isRepaired
      ? prepared.note
      : `the head is as it was: nothing tried was better on the ${evaluation.choosing.rows.length} images that stop and choose, for at most ${toPlainPoints(settings.maxAccuracyCost)} of accuracy`,
  });
}

function toTrial(
  { context, head, evaluation, before, settings }: RepairContext,
  method: MitigationMethod,
  trial: number,
  repaired: Repair,
): MitigationTrial {
  const { k } = settings;
  const measured = {
    before: measureHead(context, head, evaluation.measuring, k),
    after: measureHead(context, repaired.head, evaluation.measuring, k),
  };
  const after = repaired.heldOut
    ? measurePredictions(context, repaired.heldOut, evaluation.choosing, k)
    : measureHead(context, repaired.head, evaluation.choosing, k);
  return {
    model: context.model,
    method,
    trial,
    imageCount: repaired.images.length + repaired.anchors.length,
    accuracyBefore: measured.before.accuracy,
    accuracyAfter: measured.after.accuracy,
    gapBefore: measured.before.gap,
    gapAfter: measured.after.gap,
    epochs: repaired.end?.epoch ?? 0,
    measuredOn: evaluation.measuredOn,
    measured,
    choosing: { before, after },
    curve: repaired.curve,
  };
}

function toRepairContext(
  input: MitigationInput,
  asked: MitigationSettings,
  observer: Observer,
): RepairContext {
  const { head, classCount, trainRows, pairs } = input;
  const { model, features, featureCount, labels, groups } = input;
  const context: MeasuringContext = { model, features, featureCount, labels, groups };
  const evaluation = planEvaluation(input, asked.seed);
  const before = measureHead(context, head, evaluation.choosing, asked.k);
  const trainRankings = input.trainRankings.filter(({ images }) => images.length > 0);
  const hasGap = trainRankings.length > 0 && !Number.isNaN(before.gap);
  if (!hasGap && before.worstGroup === null) throw toNothingToMeasure(input);
  const settings: MitigationSettings = hasGap ? asked : { ...asked, stopBy: 'worst-group' };
  const predictions = predictRows(context, head, trainRows);
  return {
    ...{ context, head, classCount, trainRows, trainRankings, pairs },
    ...{ evaluation, before, predictions, settings, observer },
  };
}

function startResult(
  input: MitigationInput,
  repair: RepairContext,
): Omit<MitigationResult, 'recommendation'> {
  const { evaluation, settings } = repair;
  return {
    settings,
    evaluation: {
      measuredOn: evaluation.measuredOn,
      choosingCount: evaluation.choosing.rows.length,
      measuredCount: evaluation.measuring.rows.length,
    },
    methods: [],
    scarceClasses: findScarceClasses(repair),
    trials: [],
    chosen: [],
    heads: new Map(),
    path: [],
    accuracyByRank: { before: measureByRank(input, repair, input.head), after: {} },
  };
}

function measureByRank(
  input: MitigationInput,
  { context, evaluation: { measuring } }: RepairContext,
  head: LinearHead,
): RankBin[] {
  const predictions = predictRows(context, head, measuring.rows);
  return accuracyByRank(measuring.rankings, predictions, input.labels, RANK_BIN_COUNT);
}

function isOther(head: LinearHead, before: LinearHead): boolean {
  return (['weights', 'bias'] as const).some((part) =>
    head[part].some((value, index) => value !== before[part][index]),
  );
}

function toNoMethod(methods: readonly MethodOutcome[]): StageError {
  return new StageError('no-method', {
    what: `None of the methods asked for can be used here: ${methods.map(({ method, note }) => `${method}, since ${note}`).join('; ')}.`,
    next: 'Name others with --methods, or leave the option out to run all that can be used.',
  });
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

/** Of a data set without known groups whose gap cannot be measured. */
function toNothingToMeasure({ trainRankings }: MitigationInput): StageError {
  if (!trainRankings.some((ranking) => ranking.images.length > 0)) return toNoSpuriousClass();
  return new StageError('no-measurable-gap', {
    what: 'No class with a spurious feature has two validation images or more.',
    why: 'Tuning stops by the validation spurious gap, which needs images at both ends of a ranking.',
    next: 'Set more images aside for validation.',
  });
}

/** `no-spurious-class`: nothing to choose images by. */
export function toNoSpuriousClass(): StageError {
  return new StageError('no-spurious-class', {
    what: 'No class with training images has a feature that was judged spurious.',
    why: 'Without a spurious feature there is no ranking to choose images by.',
    next: 'Review more features (annotate), then rank and mitigate again.',
  });
}
