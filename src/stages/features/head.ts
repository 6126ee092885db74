/**
 * A linear head on cached features: fitted by a recipe, or cut out of the encoder's own.
 * Features and labels enter, a head and its curve leave. Reads no files; importances belong to discovery.
 * Where the steps are computed is decided by size: here, or by onnxruntime in a process of its own.
 */
import { StageError } from '../../base/errors.js';
import { type Observer, yieldToEvents } from '../../base/observer.js';
import { createRandom, deriveSeed } from '../../numeric/index.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import type { OpenTrainingSession } from './capabilities.js';
import type { HeadRecipe } from './head-recipes.js';
import { openSessionTrainer } from './head-session-trainer.js';
import { createLocalTrainer, type EpochTrainer, type HeadFitting } from './head-trainers.js';
import { assertTrainable, createInitialHead, type HeadTrainingData } from './head-training.js';

/**
 * Multiplications (images × features × classes × epochs) from which a fit goes to onnxruntime: the start of its process, 0.15 s, and the
 * plain loops broke even at 1.5e8 (docs/decisions/0012).
 */
export const SESSION_TRAINING_THRESHOLD = 2e8;

/** What a head is fitted and measured on. */
export interface HeadFitInput extends HeadTrainingData {
  classCount: number;
  /** Rows to train on; all when left out. */
  rows?: Int32Array;
  /** Rows to report accuracy on; never trained on. */
  validationRows?: Int32Array;
}

/** State of the head after one pass over the training rows. */
export interface HeadFitPoint {
  /** From 1. */
  epoch: number;
  /** Mean cross-entropy over the epoch's batches, each measured before its step. */
  loss: number;
  /** Fractions in 0..1 at the end of the epoch; NaN without rows. */
  trainAccuracy: number;
  validationAccuracy: number;
}

/** A fitted head, and how it came about, one point an epoch. */
export interface HeadFit {
  head: LinearHead;
  curve: HeadFitPoint[];
}

/**
 * Fits a head from scratch; the same input, recipe and seed give the same head, to the last bit on processors of the same kind.
 * Large fits use `openSession` where it is given; their weights agree with those of the plain loops to float32's rounding.
 * A `StageError` when there is nothing to train on, a label has no class, or a feature is not a finite number.
 */
export async function fitHead(
  input: HeadFitInput,
  recipe: HeadRecipe & { seed: number },
  observer: Observer,
  openSession?: OpenTrainingSession,
): Promise<HeadFit> {
  const { labels, featureCount, classCount } = input;
  const rows = input.rows ?? Int32Array.from(labels.keys());
  const validationRows = input.validationRows ?? new Int32Array(0);
  assertFitPossible(input, rows, validationRows);

  const initial = createInitialHead(
    classCount,
    featureCount,
    createRandom(deriveSeed(recipe.seed, 'head-init')),
  );
  const fitting: HeadFitting = { data: input, initial, recipe, observer };
  const workload = rows.length * featureCount * classCount * recipe.epochs;
  const trainer =
    openSession && workload >= SESSION_TRAINING_THRESHOLD
      ? await openSessionTrainer(fitting, openSession)
      : createLocalTrainer(fitting);
  try {
    const orderRandom = createRandom(deriveSeed(recipe.seed, 'head-order'));
    const curve: HeadFitPoint[] = [];
    for (let epoch = 1; epoch <= recipe.epochs; epoch++) {
      await yieldToEvents(observer);
      const loss = await trainer.trainEpoch(orderRandom.shuffle(rows.slice()));
      const trainAccuracy = await measureAccuracy(trainer, rows);
      const validationAccuracy = await measureAccuracy(trainer, validationRows);
      curve.push({ epoch, loss, trainAccuracy, validationAccuracy });
      observer.progress({ task: 'fitting the head', done: epoch, total: recipe.epochs, unit: 'epochs' });
    }
    return { head: trainer.head, curve };
  } finally {
    await trainer.close();
  }
}

/** NaN without rows. */
async function measureAccuracy(trainer: EpochTrainer, rows: Int32Array): Promise<number> {
  return rows.length === 0 ? Number.NaN : (await trainer.countCorrect(rows)) / rows.length;
}

/**
 * The part of a head that belongs to a data set's classes: row i of the result is row `rowIndices[i]` of `head`.
 * For an encoder whose own head knows more classes than the data set has.
 * @throws RangeError for an index beyond the head.
 */
export function selectHeadClasses(head: LinearHead, rowIndices: readonly number[]): LinearHead {
  const { featureCount } = head;
  const weights = new Float32Array(rowIndices.length * featureCount);
  const bias = new Float32Array(rowIndices.length);
  for (const [place, row] of rowIndices.entries()) {
    if (!Number.isInteger(row) || row < 0 || row >= head.classCount) {
      throw new RangeError(`The head has the classes 0 to ${head.classCount - 1}, not ${row}.`);
    }
    weights.set(head.weights.subarray(row * featureCount, (row + 1) * featureCount), place * featureCount);
    bias[place] = head.bias[row]!;
  }
  return { classCount: rowIndices.length, featureCount, weights, bias };
}

function assertFitPossible(input: HeadFitInput, rows: Int32Array, validationRows: Int32Array): void {
  const { features, labels, featureCount, classCount } = input;
  if (features.length !== labels.length * featureCount) {
    throw new StageError('features-width', {
      what: `${labels.length} images with ${featureCount} features each need ${labels.length * featureCount} numbers, not ${features.length}.`,
      next: 'Extract the features again, or check the shape of the imported file.',
    });
  }
  if (rows.length === 0) {
    throw new StageError('no-training-images', {
      what: 'There is no usable training image to fit a head on.',
      next: 'Check the splits of the data set and the list of skipped images.',
    });
  }
  assertTrainable(input, classCount, rows);
  assertTrainable(input, classCount, validationRows);
}
