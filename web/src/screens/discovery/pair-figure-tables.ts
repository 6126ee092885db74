/** The numbers behind the figures of a pair. In: a histogram, accuracies along the activation. Out: tables; a row a bin. */
import type { AccuracyBin, ActivationHistogram, FigureTable } from '../../../../src/protocol/index.js';
import { computeWilsonInterval } from '../../parts/wilson-interval.js';

/** Counts of images, and shares of them. */
export function tabulateActivation(histogram: ActivationHistogram): FigureTable {
  const { edges, within, rest, withinCount, restCount } = histogram;
  const toShare = (count: number, total: number) => (total === 0 ? null : count / total);
  return {
    columns: ['bin_start', 'bin_end', 'class_images', 'class_share', 'other_images', 'other_share'],
    rows: within.map((count, bin) => {
      const other = rest[bin] ?? 0;
      return [
        edges[bin]!,
        edges[bin + 1]!,
        count,
        toShare(count, withinCount),
        other,
        toShare(other, restCount),
      ];
    }),
  };
}

/** A stretch of the images by activation a row, with its 95% interval. */
export function tabulateAccuracy(bins: readonly AccuracyBin[]): FigureTable {
  return {
    columns: ['rank_start', 'rank_end', 'images', 'accuracy', 'accuracy_low', 'accuracy_high'],
    rows: bins.map(({ rankStart, rankEnd, imageCount, accuracy }) => [
      rankStart,
      rankEnd,
      imageCount,
      accuracy,
      ...(accuracy === null ? [null, null] : computeWilsonInterval(accuracy, imageCount)),
    ]),
  };
}
