/** The numbers behind the figures of a pair. In: a histogram, accuracies along the activation. Out: points to draw, and tables; a row a bin. */
import { computeWilsonInterval } from '../../numeric/index.js';
import type { AccuracyBin, ActivationHistogram } from '../../protocol/index.js';
import type { FigureTable } from './figure-tables.js';

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

/** Accuracy on a stretch of the images by activation, with Wilson's 95% interval. */
export interface ActivationAccuracy extends AccuracyBin {
  accuracy: number;
  low: number;
  high: number;
}

/** The stretches on which there is one. */
export function listActivationAccuracies(bins: readonly AccuracyBin[]): ActivationAccuracy[] {
  return bins.flatMap((bin) => {
    const { accuracy, imageCount: count } = bin;
    if (accuracy === null) return [];
    return [{ ...bin, accuracy, ...computeWilsonInterval({ share: accuracy, count }) }];
  });
}

/** A stretch a row, those without images as well. */
export function tabulateActivationAccuracy(bins: readonly AccuracyBin[]): FigureTable {
  return {
    columns: ['rank_start', 'rank_end', 'images', 'accuracy', 'accuracy_low', 'accuracy_high'],
    rows: bins.map((bin) => {
      const [known] = listActivationAccuracies([bin]);
      return [
        bin.rankStart,
        bin.rankEnd,
        bin.imageCount,
        bin.accuracy,
        known?.low ?? null,
        known?.high ?? null,
      ];
    }),
  };
}
