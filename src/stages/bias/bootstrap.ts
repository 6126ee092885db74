/**
 * Uncertainty of gaps: measured gaps and a seed enter, percentile intervals leave.
 * Resamples images within either end of each class. The ranking, the classes and the model count as fixed, so the interval
 * speaks of other images of the same kind, not of other classes or another training run.
 */
import { computeQuantile, createRandom, type Random } from '../../numeric/index.js';
import type { ClassGap } from '../../records/bias.js';

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

const DEFAULT_RESAMPLES = 1000;
const DEFAULT_CONFIDENCE = 0.95;

/** Percentile bootstrap intervals of one model's gaps and of their mean; NaN bounds when `gaps` is empty. */
export function bootstrapGap(gaps: readonly ClassGap[], options: BootstrapOptions): GapBootstrap {
  const { seed, resamples = DEFAULT_RESAMPLES, confidence = DEFAULT_CONFIDENCE } = options;
  const random = createRandom(seed);
  const means = new Float64Array(resamples).fill(gaps.length === 0 ? Number.NaN : 0);
  const drawn = new Float64Array(resamples);
  const classes = gaps.map(({ k, accuracyTop, accuracyBottom }) => {
    for (let resample = 0; resample < resamples; resample += 1) {
      const gap = drawAccuracy(random, k, accuracyTop) - drawAccuracy(random, k, accuracyBottom);
      drawn[resample] = gap;
      means[resample]! += gap / gaps.length;
    }
    return toInterval(drawn, confidence);
  });
  return { model: toInterval(means, confidence), classes };
}

/** Accuracy of `k` draws with replacement from `k` images of which the share `accuracy` is right. */
function drawAccuracy(random: Random, k: number, accuracy: number): number {
  const correctCount = Math.round(accuracy * k);
  let drawnCorrect = 0;
  for (let draw = 0; draw < k; draw += 1) drawnCorrect += Number(random.integer(k) < correctCount);
  return drawnCorrect / k;
}

function toInterval(values: Float64Array, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return { low: computeQuantile(values, tail), high: computeQuantile(values, 1 - tail) };
}
