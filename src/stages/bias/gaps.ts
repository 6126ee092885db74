/**
 * Spurious gaps (docs/method.md, M42 and M43; paper 4.2): rankings, predictions and labels enter, one gap per class leaves.
 * Unlike the authors' script, which takes both ends out of the last 1000 ranks, the ends here never share an image.
 */
import { computeMean } from '../../numeric/index.js';
import type { ClassGap, ClassRanking, Predictions } from '../../records/bias.js';

/** Images at either end of a class's ranking, as in the paper's study of ImageNet. */
export const DEFAULT_K = 10;

/**
 * Accuracy over the k most minus accuracy over the k least spurious images, per class, in the order of `rankings`.
 * Counts only images with a prediction. A class with n < 2k of them is measured with k = ⌊n/2⌋ and marked `reducedK`;
 * one with n < 2 is left out.
 * @param labels Class index per image of the data set, [image count].
 * @throws RangeError for a k that is no whole number from 1.
 */
export function computeClassGaps(
  rankings: readonly ClassRanking[],
  predictions: Predictions,
  labels: Int32Array,
  options: { k?: number } = {},
): ClassGap[] {
  const askedK = options.k ?? DEFAULT_K;
  if (!Number.isInteger(askedK) || askedK < 1)
    throw new RangeError(`k must be a whole number from 1, not ${askedK}.`);
  return rankings.flatMap((ranking) => {
    const correct = listCorrectness(ranking, predictions, labels);
    if (correct.length < 2) return [];
    const k = Math.min(askedK, Math.floor(correct.length / 2));
    const topCount = correct.slice(-k).reduce((sum, right) => sum + right, 0);
    const bottomCount = correct.slice(0, k).reduce((sum, right) => sum + right, 0);
    return {
      model: predictions.model,
      classIndex: ranking.classIndex,
      k,
      imageCount: correct.length,
      reducedK: k < askedK,
      accuracyTop: topCount / k,
      accuracyBottom: bottomCount / k,
      // Whole numbers first: equal gaps are then equal to the last bit.
      gap: (topCount - bottomCount) / k,
    };
  });
}

/** A model's spurious gap: the mean over its classes, each counting the same; NaN for none. */
export function meanGap(gaps: readonly ClassGap[]): number {
  return computeMean(gaps.map((gap) => gap.gap));
}

/** How large gaps are whatever their sign (docs/method.md, M75); signed ones cancel in their mean. */
export interface GapSizes {
  /** Mean of |gap| over the classes; NaN for none. */
  meanAbsoluteGap: number;
  /** The class with the largest |gap|, the first of equals; null for none. */
  worstClass: { classIndex: number; gap: number } | null;
}

/** Sizes of one model's gaps. */
export function measureGapSizes(gaps: readonly Pick<ClassGap, 'classIndex' | 'gap'>[]): GapSizes {
  const [first, ...others] = gaps;
  if (first === undefined) return { meanAbsoluteGap: Number.NaN, worstClass: null };
  const { classIndex, gap } = others.reduce(
    (worst, one) => (Math.abs(one.gap) > Math.abs(worst.gap) ? one : worst),
    first,
  );
  return {
    meanAbsoluteGap: computeMean(gaps.map((one) => Math.abs(one.gap))),
    worstClass: { classIndex, gap },
  };
}

/** Far below one image in any class, far above what float64 sums of gaps leave where the true mean is 0. */
const GAP_ROUNDING = 1e-9;

/** Whether a (mean) gap is negative beyond rounding. */
export function isNegativeGap(gap: number): boolean {
  return gap < -GAP_ROUNDING;
}

/** 1 for a right and 0 for a wrong prediction, least spurious image first; images without a prediction are left out. `labels`: [image count]. */
export function listCorrectness(
  ranking: ClassRanking,
  predictions: Predictions,
  labels: Int32Array,
): number[] {
  return ranking.images
    .filter((image) => predictions.labels[image]! >= 0)
    .map((image) => Number(predictions.labels[image] === labels[image]));
}
