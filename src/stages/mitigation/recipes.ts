/**
 * Settings for tuning a head on chosen images, by name, and how many images to choose (docs/method.md, M101 to M103; paper 4.3, F).
 * Options enter, complete settings leave. Trains nothing.
 */
import { UsageError } from '../../base/errors.js';
import type { OptimizerSettings } from '../../numeric/index.js';
import {
  DEFAULT_TRIALS,
  MITIGATION_METHODS,
  type MitigationMethod,
  type MitigationRecipeName,
} from '../../records/bias.js';
import { DEFAULT_K } from '../bias/index.js';

/** A named set of settings for tuning. */
export interface MitigationRecipe {
  optimizer: OptimizerSettings;
  batchSize: number;
  imagesPerClass: ImagesPerClass;
  /** Whether equally many random images of every class *without* a spurious feature are tuned on too. */
  anchors: boolean;
  schedule: TuningSchedule;
  /**
   * What the stopping rule looks at on the stopping images: mean |gap|, or the paper's signed mean, in which gaps cancel. `worst-group` takes
   * their place, whatever the recipe, where there is no gap: no goal, but the epoch with the best worst known group.
   */
  stopBy: 'absolute-gap' | 'gap' | 'worst-group';
  stopGap: StopGap;
}

/** A number, a `share` of the class's training images (`computeShareCount`), or a `quarter`, evened over classes (`computeQuarterCount`). */
export type ImagesPerClass = number | 'share' | 'quarter';

/** Tuning stops once the gap is below this fraction, or at `half` of what it was before. */
export type StopGap = number | 'half';

/**
 * How long tuning may go on, and where its epochs end; the gap is measured, and tuning may stop, only there.
 * `passes`: an epoch is one pass over the tuning images, `epochs` of them.
 * `growing`: about `steps` steps in all; an epoch is as many whole passes as make `growth` of those before it, at least one. A
 * gap can close within five steps or take thousands: this stops close to the goal in both with at most some 70 measurements.
 */
export type TuningSchedule =
  | { kind: 'passes'; epochs: number }
  | { kind: 'growing'; steps: number; growth: number };

/**
 * `quarter`: many images and a modest goal, for a small price; the default.
 * `small-data`: few images (the paper's share of 7.7%) and the paper's goal of 5%. On 24 drawn data sets (five classes of 220) rate and
 * growth left a mean |gap| of 4%, 7% with the rate 0.01 and growth 0.25; on photographs it cost 2.6 to 5.5 points of accuracy.
 * `paper`: the authors' setting, made for 357 of 1000 classes of 1300 images: 279 steps an epoch, up to 5580 in all.
 */
export const MITIGATION_RECIPES: Readonly<Record<MitigationRecipeName, MitigationRecipe>> = {
  quarter: {
    optimizer: { kind: 'sgd', learningRate: 0.003, weightDecay: 0, momentum: 0.9 },
    batchSize: 128,
    imagesPerClass: 'quarter',
    anchors: true,
    schedule: { kind: 'growing', steps: 1000, growth: 0.1 },
    stopBy: 'absolute-gap',
    stopGap: 'half',
  },
  'small-data': {
    optimizer: { kind: 'sgd', learningRate: 0.003, weightDecay: 0, momentum: 0.9 },
    batchSize: 128,
    imagesPerClass: 'share',
    anchors: true,
    schedule: { kind: 'growing', steps: 3000, growth: 0.1 },
    stopBy: 'absolute-gap',
    stopGap: 0.05,
  },
  paper: {
    optimizer: { kind: 'sgd', learningRate: 0.001, weightDecay: 0, momentum: 0.9 },
    batchSize: 128,
    imagesPerClass: 100,
    anchors: false,
    schedule: { kind: 'passes', epochs: 20 },
    stopBy: 'gap',
    stopGap: 0.05,
  },
};

/** The recipe used unless another is named. */
export const DEFAULT_MITIGATION_RECIPE: MitigationRecipeName = 'quarter';

/** All; those that cannot be used on a data set are left out, with the reason. */
export const DEFAULT_MITIGATION_METHODS: readonly MitigationMethod[] = MITIGATION_METHODS;

/** Accuracy that a repair may cost on the choosing images and still be recommended. */
export const DEFAULT_MAX_ACCURACY_COST = 0.01;

/** What a caller may set; everything left out comes from the recipe or the defaults above. */
export interface MitigationOptions {
  recipe?: MitigationRecipeName;
  imagesPerClass?: ImagesPerClass;
  anchors?: boolean;
  learningRate?: number;
  schedule?: TuningSchedule;
  /** Images at either end of a class's ranking in the spurious gap. */
  k?: number;
  stopGap?: StopGap;
  methods?: readonly MitigationMethod[];
  /** Trials of each method that draws anything. */
  trials?: number;
  /** Fraction of accuracy on the choosing images. */
  maxAccuracyCost?: number;
  seed: number;
}

/** Complete settings of one mitigation. */
export interface MitigationSettings extends MitigationRecipe {
  recipe: MitigationRecipeName;
  k: number;
  methods: readonly MitigationMethod[];
  trials: number;
  maxAccuracyCost: number;
  seed: number;
}

/** Fills in what the options leave out; a `UsageError` for a value out of range. */
export function toMitigationSettings(options: MitigationOptions): MitigationSettings {
  const name = options.recipe ?? DEFAULT_MITIGATION_RECIPE;
  const recipe = MITIGATION_RECIPES[name];
  const settings: MitigationSettings = {
    ...recipe,
    recipe: name,
    optimizer: { ...recipe.optimizer, learningRate: options.learningRate ?? recipe.optimizer.learningRate },
    imagesPerClass: options.imagesPerClass ?? recipe.imagesPerClass,
    anchors: options.anchors ?? recipe.anchors,
    schedule: options.schedule ?? recipe.schedule,
    k: options.k ?? DEFAULT_K,
    stopGap: options.stopGap ?? recipe.stopGap,
    methods: options.methods ?? DEFAULT_MITIGATION_METHODS,
    trials: options.trials ?? DEFAULT_TRIALS,
    maxAccuracyCost: options.maxAccuracyCost ?? DEFAULT_MAX_ACCURACY_COST,
    seed: options.seed,
  };
  const { imagesPerClass, optimizer, stopGap, maxAccuracyCost } = settings;
  if (typeof imagesPerClass === 'number') assertCount('imagesPerClass', imagesPerClass);
  assertScheduleInRange(settings.schedule);
  assertCount('k', settings.k);
  assertCount('trials', settings.trials);
  assertInRange('learningRate', optimizer.learningRate, optimizer.learningRate > 0, 'above 0');
  if (stopGap !== 'half') assertInRange('stopGap', stopGap, stopGap >= -1 && stopGap <= 1, 'from -1 to 1');
  assertInRange(
    'maxAccuracyCost',
    maxAccuracyCost,
    maxAccuracyCost >= 0 && maxAccuracyCost <= 1,
    'from 0 to 1',
  );
  return settings;
}

/** Passes over the tuning images in each epoch, for as long as the schedule lasts. */
export function planEpochs(schedule: TuningSchedule, stepsPerPass: number): number[] {
  if (schedule.kind === 'passes') return new Array<number>(schedule.epochs).fill(1);
  const passes: number[] = [];
  let left = Math.ceil(schedule.steps / stepsPerPass);
  for (let before = 0; left > 0; ) {
    const next = Math.min(left, Math.max(1, Math.round(before * schedule.growth)));
    passes.push(next);
    before += next;
    left -= next;
  }
  return passes;
}

/** The paper's 100 images of ImageNet's 1300 per class. */
const PAPER_SHARE = 100 / 1300;
const SHARE_MIN_IMAGES = 10;
const SHARE_MAX_IMAGES = 100;

/**
 * Images to take of a class with `imageCount` training images: the paper's share (7.7%), but at least 10 and at most 100,
 * and never more than the lower half, beyond which images are not of low spuriosity. At least 1.
 */
export function computeShareCount(imageCount: number): number {
  const share = Math.round(imageCount * PAPER_SHARE);
  const wanted = Math.min(SHARE_MAX_IMAGES, Math.max(SHARE_MIN_IMAGES, share));
  return Math.max(1, Math.min(wanted, Math.floor(imageCount / 2)));
}

/**
 * Images to take of every class when the smallest with a spurious feature has `smallest` training images: a quarter of that, but at least
 * 10, and never more than half of the own class. At least 1.
 */
export function computeQuarterCount(imageCount: number, smallest: number): number {
  const wanted = Math.max(SHARE_MIN_IMAGES, Math.round(smallest / 4));
  return Math.max(1, Math.min(wanted, Math.floor(imageCount / 2)));
}

function assertScheduleInRange(schedule: TuningSchedule): void {
  if (schedule.kind === 'passes') {
    assertCount('schedule.epochs', schedule.epochs);
  } else {
    assertCount('schedule.steps', schedule.steps);
    assertInRange('schedule.growth', schedule.growth, schedule.growth >= 0, '0 or above');
  }
}

function assertCount(option: string, value: number): void {
  assertInRange(option, value, Number.isInteger(value) && value >= 1, 'a whole number from 1');
}

function assertInRange(option: string, value: number, inRange: boolean, range: string): void {
  if (inRange && Number.isFinite(value)) return;
  throw new UsageError('option-out-of-range', {
    what: `The option ${option} is ${value}.`,
    next: `Give a value that is ${range}.`,
  });
}
