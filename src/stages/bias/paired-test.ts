/**
 * Is one model's gap really smaller than another's (docs/method.md, M54)? Two models' predictions of the same ranked images enter; differences,
 * p-values and corrected p-values leave. Says nothing about other training runs of the same recipe.
 */
import {
  adjustByBenjaminiHochberg,
  computeMean,
  computeSignFlipPValue,
  createBinomialSampler,
  createRandom,
} from '../../numeric/index.js';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import { DEFAULT_K } from './gaps.js';

/** The difference of two models' gaps in one class. */
export interface PairedGap {
  classIndex: number;
  k: number;
  /** Gap of the first model minus gap of the second. */
  difference: number;
  /** Images at either end on which exactly one of the two is right. */
  disagreements: number;
  /** Exact, two-sided; 1 without disagreements. */
  pValue: number;
  /** After Benjamini and Hochberg's correction over the classes. */
  adjustedPValue: number;
}

/** The difference of two models' gaps, per class and over all. */
export interface PairedGaps {
  models: [string, string];
  classes: PairedGap[];
  /** Of the models' gaps: mean over the classes. */
  difference: number;
  pValue: number;
}

/** Random sign flips for classes of different k; the smallest p-value that they can show is 1 / (flips + 1). */
const DEFAULT_FLIPS = 10_000;

/**
 * Sign-flip test of the difference of gaps. If the two models were interchangeable image by image, an image that only one of
 * them gets right would speak for either with equal chance; so k · difference is a sum of as many fair signs as there are
 * disagreements. Per class that is McNemar's exact test; over classes of one k the same, over classes of several k by
 * `flips` seeded draws of the signs. Only images that both models predicted count; a class with fewer than 2 is left out.
 */
export function testPairedGaps(
  rankings: readonly ClassRanking[],
  [first, second]: readonly [Predictions, Predictions],
  labels: Int32Array,
  options: { k?: number; seed: number; flips?: number },
): PairedGaps {
  const sums = rankings.flatMap((ranking) => {
    const differences = ranking.images
      .filter((image) => first.labels[image]! >= 0 && second.labels[image]! >= 0)
      .map(
        (image) =>
          Number(first.labels[image] === labels[image]) - Number(second.labels[image] === labels[image]),
      );
    const k = Math.min(options.k ?? DEFAULT_K, Math.floor(differences.length / 2));
    if (k < 1) return [];
    const top = differences.slice(-k);
    const bottom = differences.slice(0, k);
    return {
      classIndex: ranking.classIndex,
      k,
      sum: addUp(top) - addUp(bottom),
      disagreements: [...top, ...bottom].filter((difference) => difference !== 0).length,
    };
  });
  const pValues = sums.map(({ disagreements, sum }) => computeSignFlipPValue(disagreements, sum));
  const adjusted = adjustByBenjaminiHochberg(pValues);
  return {
    models: [first.model, second.model],
    classes: sums.map(({ classIndex, k, sum, disagreements }, place) => ({
      classIndex,
      k,
      difference: sum / k,
      disagreements,
      pValue: pValues[place]!,
      adjustedPValue: adjusted[place]!,
    })),
    difference: computeMean(sums.map(({ sum, k }) => sum / k)),
    pValue: testOverall(sums, options),
  };
}

interface ClassSum {
  k: number;
  sum: number;
  disagreements: number;
}

function testOverall(
  sums: readonly ClassSum[],
  { seed, flips = DEFAULT_FLIPS }: { seed: number; flips?: number },
) {
  if (new Set(sums.map(({ k }) => k)).size <= 1) {
    return computeSignFlipPValue(
      addUp(sums.map(({ disagreements }) => disagreements)),
      addUp(sums.map(({ sum }) => sum)),
    );
  }
  const random = createRandom(seed);
  const classes = sums.map(({ k, disagreements }) => ({
    k,
    disagreements,
    drawPositives: createBinomialSampler(disagreements, 0.5),
  }));
  // Rounding of the sums of fractions must not part equal values.
  const observed = Math.abs(addUp(sums.map(({ sum, k }) => sum / k))) - 1e-9;
  let asExtreme = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const drawn = addUp(
      classes.map(({ k, disagreements, drawPositives }) => (2 * drawPositives(random) - disagreements) / k),
    );
    asExtreme += Number(Math.abs(drawn) >= observed);
  }
  return (asExtreme + 1) / (flips + 1);
}

function addUp(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
