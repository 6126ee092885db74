/**
 * Whole epochs of head training, wherever they are computed; and the trainer that computes them here, in plain loops.
 * In: data, an initial head, a recipe. Out: losses, counts and the head. Shuffles nothing.
 */
import { type Observer, yieldToEvents } from '../../base/observer.js';
import { predictLabels } from '../../numeric/index.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import type { HeadRecipe } from './head-recipes.js';
import { createHeadTrainer, cutIntoBatches, type HeadTrainingData } from './head-training.js';

/** What a trainer starts from; the head is copied. */
export interface HeadFitting {
  data: HeadTrainingData;
  initial: LinearHead;
  recipe: Pick<HeadRecipe, 'optimizer' | 'batchSize'>;
  observer: Observer;
}

/** A head under training. Every promise rejects with `CancelledError` soon after the observer's signal. */
export interface EpochTrainer {
  /** The head as it is now; valid until the next epoch. */
  readonly head: LinearHead;
  /**
   * Steps over all rows in this order, batch by batch, the last one maybe smaller; resolves to the mean cross-entropy per row, each
   * batch's measured before its step. Rejects with a `StageError` `head-diverged`.
   */
  trainEpoch(order: Int32Array): Promise<number>;
  /** Of these rows, how many the head gives their own label. */
  countCorrect(rows: Int32Array): Promise<number>;
  close(): Promise<void>;
}

/** Trains in this process, one batch per turn of the event loop. */
export function createLocalTrainer({ data, initial, recipe, observer }: HeadFitting): EpochTrainer {
  const { features, labels } = data;
  const { batchSize } = recipe;
  const { head, step } = createHeadTrainer(data, initial, recipe.optimizer, batchSize);
  return {
    head,
    async trainEpoch(order) {
      let lossSum = 0;
      for (const batch of cutIntoBatches(order, batchSize)) {
        await yieldToEvents(observer);
        lossSum += step(batch) * batch.length;
      }
      return lossSum / order.length;
    },
    async countCorrect(rows) {
      const predicted = predictLabels(features, labels.length, head, rows);
      return rows.reduce((count, row, place) => count + (predicted[place] === labels[row] ? 1 : 0), 0);
    },
    close: async () => {},
  };
}
