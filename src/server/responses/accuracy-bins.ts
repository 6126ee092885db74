/**
 * Accuracy along rankings of the measured split.
 * In: rankings by image index, predictions by place in the split. Out: `AccuracyBin`s.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { AccuracyBin } from '../../protocol/index.js';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import { accuracyByRank, type RankBin } from '../../stages/bias/index.js';

/** Most bins of a curve; with fewer than `BIN_IMAGES` images in each there are fewer. */
const MOST_BINS = 10;
const BIN_IMAGES = 10;

/** Tenths of the rankings, or wider stretches where classes are small. */
export function computeAccuracyBins(
  { measured }: LiveProject,
  rankings: readonly ClassRanking[],
  predictions: Predictions,
): AccuracyBin[] {
  const placed = rankings.map((ranking) => ({
    ...ranking,
    images: ranking.images.map((image) => measured.placeOfImage[image]!),
  }));
  const imageCount = placed.reduce((sum, { images }) => sum + images.length, 0);
  const binCount = Math.max(1, Math.min(MOST_BINS, Math.floor(imageCount / BIN_IMAGES)));
  return accuracyByRank(placed, predictions, measured.labels, binCount).map(toAccuracyBin);
}

export function toAccuracyBin({ rankStart, rankEnd, accuracy, imageCount }: RankBin): AccuracyBin {
  return { rankStart, rankEnd, accuracy: toJsonNumber(accuracy), imageCount };
}
