/**
 * Accuracy along the spuriosity ranking, and gaps for several k: rankings, predictions and labels enter, points of a
 * curve leave. Draws nothing.
 */
import { computeMean } from '../../numeric/index.js';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import { computeClassGaps, listCorrectness, meanGap } from './gaps.js';

/** One bin of relative rank. */
export interface RankBin {
  /** Half-open span of relative rank, 0 least and 1 most spurious. */
  rankStart: number;
  rankEnd: number;
  /** Mean over the classes with images in the bin of their accuracy there; NaN for none. */
  accuracy: number;
  classCount: number;
  imageCount: number;
}

/**
 * The curve of accuracy against spuriosity rank (docs/method.md, M44; paper Fig. 8 right) in `binCount` bins of equal width.
 * The image at place j of n in its class lies in bin ⌊j · binCount / n⌋; n counts the images with a prediction.
 * @param labels Class index per image of the data set, [image count].
 */
export function accuracyByRank(
  rankings: readonly ClassRanking[],
  predictions: Predictions,
  labels: Int32Array,
  binCount: number,
): RankBin[] {
  const classAccuracies = Array.from({ length: binCount }, (): number[] => []);
  const imageCounts = new Array<number>(binCount).fill(0);
  for (const ranking of rankings) {
    const correct = listCorrectness(ranking, predictions, labels);
    for (let bin = 0; bin < binCount; bin += 1) {
      // First place j with j · binCount / n ≥ bin.
      const start = Math.ceil((bin * correct.length) / binCount);
      const end = Math.ceil(((bin + 1) * correct.length) / binCount);
      if (end <= start) continue;
      classAccuracies[bin]!.push(computeMean(correct.slice(start, end)));
      imageCounts[bin]! += end - start;
    }
  }
  return classAccuracies.map((accuracies, bin) => ({
    rankStart: bin / binCount,
    rankEnd: (bin + 1) / binCount,
    accuracy: computeMean(accuracies),
    classCount: accuracies.length,
    imageCount: imageCounts[bin]!,
  }));
}

/** The model's gap for one k. */
export interface GapAtK {
  k: number;
  gap: number;
  classCount: number;
  /** Classes that were too small for this k and measured with fewer images. */
  reducedClassCount: number;
}

/** The model's gap for every k of `ks`: shows whether a finding depends on the choice of k. `labels`: [image count]. */
export function gapByK(
  rankings: readonly ClassRanking[],
  predictions: Predictions,
  labels: Int32Array,
  ks: readonly number[],
): GapAtK[] {
  return ks.map((k) => {
    const gaps = computeClassGaps(rankings, predictions, labels, { k });
    return {
      k,
      gap: meanGap(gaps),
      classCount: gaps.length,
      reducedClassCount: gaps.filter((gap) => gap.reducedK).length,
    };
  });
}
