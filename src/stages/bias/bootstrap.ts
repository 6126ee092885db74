/**
 * Uncertainty of gaps: measured gaps and a seed enter, percentile intervals leave.
 * Resamples images within either end of each class. The ranking, the classes and the models count as fixed, so the interval
 * speaks of other images of the same kind, not of other classes or another training run.
 */
import {
  computeCountedQuantiles,
  computeQuantiles,
  createBinomialSampler,
  createRandom,
  type Random,
} from '../../numeric/index.js';
import type { ClassGap, ModelBias } from '../../records/bias.js';
import { fitRobustnessLine } from './models.js';

export interface BootstrapOptions {
  seed: number;
  /** Default 1000. */
  resamples?: number;
  /** Coverage of the intervals, default 0.95. */
  confidence?: number;
}

export interface Interval {
  low: number;
  high: number;
}

export interface GapBootstrap {
  /** Of the mean over the classes. */
  model: Interval;
  /** One per gap given, in that order. */
  classes: Interval[];
}

/** Intervals of one model among others. */
export interface ModelBootstrap extends GapBootstrap {
  effectiveRobustness: Interval;
}

export const DEFAULT_RESAMPLES = 1000;
export const DEFAULT_CONFIDENCE = 0.95;

/** Percentile bootstrap intervals of one model's gaps and of their mean; NaN bounds when `gaps` is empty. */
export function bootstrapGap(gaps: readonly ClassGap[], options: BootstrapOptions): GapBootstrap {
  const { model, classes } = resampleGaps(gaps, createRandom(options.seed), options);
  return { model, classes };
}

/**
 * The same for every model, with effective robustness against the line through the models' own resamples.
 * Models are resampled independently: for the difference of two models use `testPairedGaps`, which knows that they saw the
 * same images.
 */
export function bootstrapModels(models: readonly ModelBias[], options: BootstrapOptions): ModelBootstrap[] {
  const { resamples = DEFAULT_RESAMPLES, confidence = DEFAULT_CONFIDENCE } = options;
  const random = createRandom(options.seed);
  const drawn = models.map(({ gaps }) => resampleGaps(gaps, random, options));
  const robustness = models.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample += 1) {
    const ends = drawn.map(({ top, bottom }) => ({ top: top[resample]!, bottom: bottom[resample]! }));
    const line = fitRobustnessLine(ends.filter(({ top }) => !Number.isNaN(top)));
    for (const [model, { top, bottom }] of ends.entries())
      robustness[model]![resample] = bottom - (line.slope * top + line.intercept);
  }
  return drawn.map(({ model, classes }, index) => ({
    model,
    classes,
    // Resamples in which all models are equally good at the top have no line.
    effectiveRobustness: toInterval(
      robustness[index]!.filter((value) => !Number.isNaN(value)),
      confidence,
    ),
  }));
}

/** Resampled means over the classes at both ends, and the intervals that follow. */
function resampleGaps(
  gaps: readonly ClassGap[],
  random: Random,
  { resamples = DEFAULT_RESAMPLES, confidence = DEFAULT_CONFIDENCE }: BootstrapOptions,
): GapBootstrap & { top: Float64Array; bottom: Float64Array } {
  const absent = gaps.length === 0 ? Number.NaN : 0;
  const top = new Float64Array(resamples).fill(absent);
  const bottom = new Float64Array(resamples).fill(absent);
  const classes = gaps.map(({ k, accuracyTop, accuracyBottom }) => {
    // How often each of the 2k + 1 possible gaps came up.
    const counts = new Int32Array(2 * k + 1);
    // k draws with replacement out of k images of which some share is right: a binomial number.
    const drawTop = createBinomialSampler(k, accuracyTop);
    const drawBottom = createBinomialSampler(k, accuracyBottom);
    for (let resample = 0; resample < resamples; resample += 1) {
      const right = drawTop(random);
      const rightBottom = drawBottom(random);
      counts[k + right - rightBottom]! += 1;
      top[resample]! += right / (k * gaps.length);
      bottom[resample]! += rightBottom / (k * gaps.length);
    }
    const possible = Float64Array.from(counts, (_, place) => (place - k) / k);
    return pickBounds(confidence, (fractions) => computeCountedQuantiles(possible, counts, fractions));
  });
  const means = top.map((accuracy, resample) => accuracy - bottom[resample]!);
  return { model: toInterval(means, confidence), classes, top, bottom };
}

function toInterval(values: Float64Array, confidence: number): Interval {
  return pickBounds(confidence, (fractions) => computeQuantiles(values, fractions));
}

function pickBounds(confidence: number, quantiles: (fractions: number[]) => number[]): Interval {
  const tail = (1 - confidence) / 2;
  const [low, high] = quantiles([tail, 1 - tail]);
  return { low: low!, high: high! };
}
