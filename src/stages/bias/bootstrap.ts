/**
 * Uncertainty of what compares models (docs/method.md, M61): measured gaps and a seed enter, intervals leave.
 * Resamples images within either end of each class, for effective robustness; the gaps' own intervals need no draws
 * (`gap-interval.ts`).
 */
import {
  computeQuantiles,
  createBinomialSampler,
  createRandom,
  deriveSeed,
  type Interval,
} from '../../numeric/index.js';
import type { ClassGap, ModelBias } from '../../records/bias.js';
import { computeGapIntervals, type GapIntervals } from './gap-interval.js';
import { fitRobustnessLine } from './models.js';

/** How often to resample. */
export interface BootstrapOptions {
  seed: number;
  /** Default 1000. */
  resamples?: number;
}

/** 95% intervals of one model among others. */
export interface ModelBootstrap extends GapIntervals {
  effectiveRobustness: Interval;
}

/** Resamples behind an interval of effective robustness. */
export const DEFAULT_RESAMPLES = 1000;
/** Fractions of the resamples below the bounds of a 95% interval. */
const BOUNDS = [0.025, 0.975];

/**
 * Intervals of every model's gaps, and of its effective robustness against the line through the models' own resamples.
 * Models are resampled independently: for the difference of two models use `testPairedGaps`, which knows that they saw the
 * same images.
 */
export function bootstrapModels(models: readonly ModelBias[], options: BootstrapOptions): ModelBootstrap[] {
  const { seed, resamples = DEFAULT_RESAMPLES } = options;
  const drawn = models.map(({ gaps }, model) =>
    resampleEnds(gaps, deriveSeed(seed, 'gaps', model), resamples),
  );
  const robustness = models.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample += 1) {
    const ends = drawn.map(({ top, bottom }) => ({ top: top[resample]!, bottom: bottom[resample]! }));
    const line = fitRobustnessLine(ends.filter(({ top }) => !Number.isNaN(top)));
    for (const [model, { top, bottom }] of ends.entries())
      robustness[model]![resample] = bottom - (line.slope * top + line.intercept);
  }
  return models.map(({ gaps }, index) => {
    // Resamples in which all models are equally good at the top have no line.
    const defined = robustness[index]!.filter((value) => !Number.isNaN(value));
    const [low, high] = computeQuantiles(defined, BOUNDS);
    return { ...computeGapIntervals(gaps), effectiveRobustness: { low: low!, high: high! } };
  });
}

/**
 * Resampled means over the classes at both ends. Each class has a seed of its own, and k − 1 of its k images are drawn with
 * replacement: the means then vary as they do over fresh images (Rao and Wu 1988); k draws would vary less by (k − 1)/k.
 */
function resampleEnds(gaps: readonly ClassGap[], seed: number, resamples: number) {
  const absent = gaps.length === 0 ? Number.NaN : 0;
  const top = new Float64Array(resamples).fill(absent);
  const bottom = new Float64Array(resamples).fill(absent);
  for (const { classIndex, k, accuracyTop, accuracyBottom } of gaps) {
    const random = createRandom(deriveSeed(seed, 'class', classIndex));
    const draws = Math.max(1, k - 1);
    // Draws with replacement out of images of which some share is right: a binomial number.
    const drawTop = createBinomialSampler(draws, accuracyTop);
    const drawBottom = createBinomialSampler(draws, accuracyBottom);
    for (let resample = 0; resample < resamples; resample += 1) {
      top[resample]! += drawTop(random) / (draws * gaps.length);
      bottom[resample]! += drawBottom(random) / (draws * gaps.length);
    }
  }
  return { top, bottom };
}
