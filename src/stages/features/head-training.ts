/**
 * One training step of a linear head, and what surrounds it: initial weights, batches, the check of the features.
 * Features, labels and a head enter, a tuned copy of the head leaves. Decides neither how long nor on which images.
 */
import { StageError } from '../../base/errors.js';
import {
  computeLayerGradient,
  createOptimizer,
  multiplyByWeights,
  type OptimizerSettings,
  type Random,
  replaceByCrossEntropyGradient,
} from '../../numeric/index.js';
import type { LinearHead } from '../../records/networks/encoder.js';

/** Features and labels of all images. */
export interface HeadTrainingData {
  /** Float32Array, [image count, featureCount], row-major. */
  features: Float32Array;
  featureCount: number;
  /** Class index per image, [image count]. */
  labels: Int32Array;
}

/** A head under training. */
export interface HeadTrainer {
  /** Changes with every step; owned by the trainer. */
  readonly head: LinearHead;
  /** One step of the optimiser on the mean cross-entropy of these rows; returns that mean, measured before the step. */
  step(batch: Int32Array): number;
}

/** Starts training from a copy of `initial`. Batches may hold at most `batchSize` rows. */
export function createHeadTrainer(
  data: HeadTrainingData,
  initial: LinearHead,
  settings: OptimizerSettings,
  batchSize: number,
): HeadTrainer {
  const head = copyHead(initial);
  const gradient = createEmptyHead(head.classCount, head.featureCount);
  const logits = new Float32Array(batchSize * head.classCount);
  const weightOptimizer = createOptimizer(settings, head.weights.length);
  const biasOptimizer = createOptimizer(settings, head.bias.length);

  function step(batch: Int32Array): number {
    const outputs = logits.subarray(0, batch.length * head.classCount);
    multiplyByWeights(data.features, head, outputs, { rows: batch, rowStart: 0, rowEnd: batch.length });
    const loss = replaceByCrossEntropyGradient(outputs, head.classCount, data.labels, batch);
    assertConverging(loss);
    computeLayerGradient(outputs, data.features, batch, gradient);
    weightOptimizer.step(head.weights, gradient.weights);
    biasOptimizer.step(head.bias, gradient.bias);
    return loss;
  }

  return { head, step };
}

/** Throws a `StageError` `head-diverged` for a loss that is no number any more. */
export function assertConverging(loss: number): void {
  if (Number.isFinite(loss)) return;
  throw new StageError('head-diverged', {
    what: `Training the head diverged: its loss became ${loss}.`,
    why: 'The steps are too large for the size of these features.',
    next: 'Use a smaller learning rate or another recipe.',
  });
}

/** A head as `torch.nn.Linear` starts it: weights and biases uniform within ±1/√featureCount. */
export function createInitialHead(classCount: number, featureCount: number, random: Random): LinearHead {
  const head = createEmptyHead(classCount, featureCount);
  const bound = 1 / Math.sqrt(featureCount);
  for (const parameters of [head.weights, head.bias]) {
    for (let index = 0; index < parameters.length; index++) {
      parameters[index] = (2 * random.next() - 1) * bound;
    }
  }
  return head;
}

function copyHead(head: LinearHead): LinearHead {
  return { ...head, weights: head.weights.slice(), bias: head.bias.slice() };
}

/** The rows [n] in a fresh random order, cut into batches; the last one may be smaller, as torch's DataLoader leaves it. */
export function shuffleIntoBatches(rows: Int32Array, batchSize: number, random: Random): Int32Array[] {
  return cutIntoBatches(random.shuffle(rows.slice()), batchSize);
}

/** Views of the order [n], of length `batchSize` each but the last. */
export function cutIntoBatches(order: Int32Array, batchSize: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    batches.push(order.subarray(start, start + batchSize));
  }
  return batches;
}

/** Throws a `StageError` when one of the `rows` [n] lies outside the features, has a label outside the head, or holds NaN or an infinity. */
export function assertTrainable(data: HeadTrainingData, classCount: number, rows: Int32Array): void {
  const { features, featureCount, labels } = data;
  for (const row of rows) {
    const label = labels[row];
    if (label === undefined || label < 0 || label >= classCount) {
      throw new StageError('label-outside-head', {
        what: `Image ${row} has the label ${label}, the head has ${classCount} classes.`,
        next: 'Use a head that was made for the classes of this data set.',
      });
    }
    for (let feature = 0; feature < featureCount; feature++) {
      const value = features[row * featureCount + feature];
      if (Number.isFinite(value)) continue;
      throw new StageError('features-not-finite', {
        what: `Feature ${feature} of image ${row} is ${value}.`,
        why: 'A single such number spreads to every weight of the head.',
        next: 'Extract the features again, or repair the imported file.',
      });
    }
  }
}

function createEmptyHead(classCount: number, featureCount: number): LinearHead {
  return {
    classCount,
    featureCount,
    weights: new Float32Array(classCount * featureCount),
    bias: new Float32Array(classCount),
  };
}
