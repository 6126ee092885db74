/**
 * What a class's gap becomes when the verdict on one of its pairs is turned over (docs/method.md, M46): one ranking of the class's images a pair.
 * In: z-scores of the measured images, what the model says of them, the verdicts. Out: gaps. Asks for no probability.
 */
import { argsort } from '../../../numeric/index.js';
import type { ClassGap } from '../../../records/bias.js';
import type { SplitName } from '../../../records/dataset.js';
import { averageZScores } from '../../ranking/index.js';
import { computeClassGaps } from '../gaps.js';

/** The measured images of one class, in data set order, and the pairs whose verdicts its ranking rests on. */
export interface ClassImages {
  classIndex: number;
  split: SplitName;
  model: string;
  /** Class index that the model gives each image, [images]; -1 where it says nothing. */
  predicted: Int32Array;
  /** Ascending by feature; `zScores` [images], over these images alone. */
  pairs: readonly { feature: number; zScores: Float64Array }[];
}

/** What turning one verdict over does. */
export interface ClassFlip {
  /** Null where the class has no ranking then. */
  gap: ClassGap | null;
  /** Share of the images at both ends that others take the place of, 0..1; 1 where the ranking comes or goes. */
  turnover: number;
}

/** A class's gap as it is, and with each of its verdicts turned over. */
export interface ClassFlips {
  /** By the verdicts as they are; null without a ranking. */
  gap: ClassGap | null;
  /** Parallel to the pairs. */
  flips: ClassFlip[];
}

/** The class's gap, and what it becomes with each verdict turned over. `isSpurious`: [pairs]; `k`: images wanted at either end. */
export function computeClassFlips(
  images: ClassImages,
  isSpurious: readonly boolean[],
  k: number,
): ClassFlips {
  const now = measure(images, isSpurious, k);
  return {
    gap: now?.gap ?? null,
    flips: isSpurious.map((_, place) => {
      const flipped = isSpurious.map((spurious, other) => (other === place ? !spurious : spurious));
      const then = measure(images, flipped, k);
      return { gap: then?.gap ?? null, turnover: computeTurnover(now, then) };
    }),
  };
}

interface Measured {
  gap: ClassGap;
  /** Images with a prediction, least spurious first. */
  order: number[];
}

function measure(
  { classIndex, split, model, predicted, pairs }: ClassImages,
  isSpurious: readonly boolean[],
  k: number,
): Measured | null {
  const scores = pairs.filter((_, place) => isSpurious[place]).map(({ zScores }) => zScores);
  if (scores.length === 0) return null;
  const spuriosity = averageZScores(scores, predicted.length);
  const order = argsort(spuriosity);
  const labels = new Int32Array(predicted.length).fill(classIndex);
  const ranking = { classIndex, split, images: order, spuriosity: [] };
  const [gap] = computeClassGaps([ranking], { model, labels: predicted }, labels, { k });
  return gap === undefined ? null : { gap, order: order.filter((image) => predicted[image]! >= 0) };
}

function computeTurnover(now: Measured | null, then: Measured | null): number {
  if (now === null || then === null) return now === then ? 0 : 1;
  const { k } = now.gap;
  const countStaying = (toEnd: (order: number[]) => number[]) => {
    const end = new Set(toEnd(now.order));
    return toEnd(then.order).filter((image) => end.has(image)).length;
  };
  const staying = countStaying((order) => order.slice(0, k)) + countStaying((order) => order.slice(-k));
  return 1 - staying / (2 * k);
}
