/**
 * Kernels of a linear layer: features (and a weight matrix) enter, logits, gradients, labels leave.
 * All arrays are float32, row-major; sums run in double precision in a fixed order, so that a row's result does not depend
 * on which rows stand beside it. Blocks of 4 rows × 2 classes forward and 4 × 4 backward were the fastest of those measured
 * in V8 (two to four times as fast as plain loops; rounding each sum to float32 made it slower). Knows nothing of optimisers.
 */
import { StageError } from '../../base/errors.js';
import { argmaxRows } from '../softmax.js';

/** `logits = W r + b`; what `LinearHead` of the records satisfies. */
export interface LinearLayer {
  classCount: number;
  featureCount: number;
  /** Float32Array, [classCount, featureCount], row-major. */
  weights: Float32Array;
  /** Float32Array, [classCount]. */
  bias: Float32Array;
}

/** Rows whose logits are held at a time while labels are predicted. */
const PREDICTION_CHUNK_ROWS = 1024;

/**
 * Logits of `rows` (all rows when left out), Float32Array [rows, classCount].
 * `features` is [rowCount, featureCount]. A `StageError` when the widths do not agree or a logit is not a finite number.
 */
export function computeLogits(
  features: Float32Array,
  rowCount: number,
  layer: LinearLayer,
  rows?: Int32Array,
): Float32Array {
  assertLayerFits(features, rowCount, layer);
  const logits = new Float32Array((rows?.length ?? rowCount) * layer.classCount);
  multiplyByWeights(features, layer, logits, { rows, rowStart: 0, rowEnd: rows?.length ?? rowCount });
  assertFiniteLogits(logits, layer.classCount, 0, rows);
  return logits;
}

/** Class with the highest logit per row, ties to the lowest index; arguments and errors as for `computeLogits`. */
export function predictLabels(
  features: Float32Array,
  rowCount: number,
  layer: LinearLayer,
  rows?: Int32Array,
): Int32Array {
  assertLayerFits(features, rowCount, layer);
  const count = rows?.length ?? rowCount;
  const labels = new Int32Array(count);
  const logits = new Float32Array(Math.min(count, PREDICTION_CHUNK_ROWS) * layer.classCount);
  for (let rowStart = 0; rowStart < count; rowStart += PREDICTION_CHUNK_ROWS) {
    const rowEnd = Math.min(count, rowStart + PREDICTION_CHUNK_ROWS);
    const chunk = logits.subarray(0, (rowEnd - rowStart) * layer.classCount);
    multiplyByWeights(features, layer, chunk, { rows, rowStart, rowEnd });
    assertFiniteLogits(chunk, layer.classCount, rowStart, rows);
    labels.set(argmaxRows(chunk, layer.classCount), rowStart);
  }
  return labels;
}

/** Which rows of the features a product runs over: `rows[rowStart … rowEnd − 1]`, or those numbers themselves. */
interface RowRange {
  rows: Int32Array | undefined;
  rowStart: number;
  rowEnd: number;
}

/** logits = X Wᵀ + b over a range of rows; `logits` is [rowEnd − rowStart, classCount] and overwritten. Checks nothing. */
export function multiplyByWeights(
  features: Float32Array,
  layer: LinearLayer,
  logits: Float32Array,
  { rows, rowStart, rowEnd }: RowRange,
): void {
  const { classCount, featureCount, weights, bias } = layer;
  const lastRow = rowEnd - 1;
  // A last block with fewer than 4 rows (or 2 classes) repeats its last one: the same numbers are then written twice.
  for (let row = rowStart; row < rowEnd; row += 4) {
    const row1 = Math.min(row + 1, lastRow);
    const row2 = Math.min(row + 2, lastRow);
    const row3 = Math.min(row + 3, lastRow);
    const x0 = (rows ? rows[row]! : row) * featureCount;
    const x1 = (rows ? rows[row1]! : row1) * featureCount;
    const x2 = (rows ? rows[row2]! : row2) * featureCount;
    const x3 = (rows ? rows[row3]! : row3) * featureCount;
    const out0 = (row - rowStart) * classCount;
    const out1 = (row1 - rowStart) * classCount;
    const out2 = (row2 - rowStart) * classCount;
    const out3 = (row3 - rowStart) * classCount;
    for (let k = 0; k < classCount; k += 2) {
      const l = Math.min(k + 1, classCount - 1);
      const w0 = k * featureCount;
      const w1 = l * featureCount;
      let sum00 = 0;
      let sum01 = 0;
      let sum10 = 0;
      let sum11 = 0;
      let sum20 = 0;
      let sum21 = 0;
      let sum30 = 0;
      let sum31 = 0;
      for (let c = 0; c < featureCount; c++) {
        const weight0 = weights[w0 + c]!;
        const weight1 = weights[w1 + c]!;
        const value0 = features[x0 + c]!;
        const value1 = features[x1 + c]!;
        const value2 = features[x2 + c]!;
        const value3 = features[x3 + c]!;
        sum00 += value0 * weight0;
        sum01 += value0 * weight1;
        sum10 += value1 * weight0;
        sum11 += value1 * weight1;
        sum20 += value2 * weight0;
        sum21 += value2 * weight1;
        sum30 += value3 * weight0;
        sum31 += value3 * weight1;
      }
      logits[out0 + k] = sum00 + bias[k]!;
      logits[out0 + l] = sum01 + bias[l]!;
      logits[out1 + k] = sum10 + bias[k]!;
      logits[out1 + l] = sum11 + bias[l]!;
      logits[out2 + k] = sum20 + bias[k]!;
      logits[out2 + l] = sum21 + bias[l]!;
      logits[out3 + k] = sum30 + bias[k]!;
      logits[out3 + l] = sum31 + bias[l]!;
    }
  }
}

/**
 * Gradients of a linear layer: weightGradient = Gᵀ X ([classCount, featureCount]) and biasGradient = column sums of G,
 * with G [batch, classCount] and X the rows `batch` of `features`. Both are overwritten. Checks nothing.
 */
export function computeLayerGradient(
  outputGradient: Float32Array,
  features: Float32Array,
  batch: Int32Array,
  gradient: LinearLayer,
): void {
  const { classCount, weights, bias } = gradient;
  weights.fill(0);
  bias.fill(0);
  for (let place = 0; place < batch.length; place++) {
    for (let k = 0; k < classCount; k++) bias[k]! += outputGradient[place * classCount + k]!;
  }
  for (let k = 0; k < classCount; k += 4) {
    for (let place = 0; place < batch.length; place += 4) {
      addOuterProducts(outputGradient, features, batch, gradient, k, place);
    }
  }
}

/** weights[k … k+3] += Σ over places … place+3 of G[place, k] · X[place]; what lies past either end counts as zero. */
function addOuterProducts(
  outputGradient: Float32Array,
  features: Float32Array,
  batch: Int32Array,
  { classCount, featureCount, weights }: LinearLayer,
  k: number,
  place: number,
): void {
  const lastClass = classCount - 1;
  const lastPlace = batch.length - 1;
  const factor = (p: number, c: number) =>
    p > lastPlace || c > lastClass ? 0 : outputGradient[p * classCount + c]!;
  const rowOffset = (p: number) => batch[Math.min(p, lastPlace)]! * featureCount;
  const w0 = k * featureCount;
  const w1 = Math.min(k + 1, lastClass) * featureCount;
  const w2 = Math.min(k + 2, lastClass) * featureCount;
  const w3 = Math.min(k + 3, lastClass) * featureCount;
  const x0 = rowOffset(place);
  const x1 = rowOffset(place + 1);
  const x2 = rowOffset(place + 2);
  const x3 = rowOffset(place + 3);
  const g00 = factor(place, k);
  const g01 = factor(place, k + 1);
  const g02 = factor(place, k + 2);
  const g03 = factor(place, k + 3);
  const g10 = factor(place + 1, k);
  const g11 = factor(place + 1, k + 1);
  const g12 = factor(place + 1, k + 2);
  const g13 = factor(place + 1, k + 3);
  const g20 = factor(place + 2, k);
  const g21 = factor(place + 2, k + 1);
  const g22 = factor(place + 2, k + 2);
  const g23 = factor(place + 2, k + 3);
  const g30 = factor(place + 3, k);
  const g31 = factor(place + 3, k + 1);
  const g32 = factor(place + 3, k + 2);
  const g33 = factor(place + 3, k + 3);
  for (let c = 0; c < featureCount; c++) {
    const value0 = features[x0 + c]!;
    const value1 = features[x1 + c]!;
    const value2 = features[x2 + c]!;
    const value3 = features[x3 + c]!;
    weights[w0 + c] = weights[w0 + c]! + g00 * value0 + g10 * value1 + g20 * value2 + g30 * value3;
    weights[w1 + c] = weights[w1 + c]! + g01 * value0 + g11 * value1 + g21 * value2 + g31 * value3;
    weights[w2 + c] = weights[w2 + c]! + g02 * value0 + g12 * value1 + g22 * value2 + g32 * value3;
    weights[w3 + c] = weights[w3 + c]! + g03 * value0 + g13 * value1 + g23 * value2 + g33 * value3;
  }
}

function assertLayerFits(features: Float32Array, rowCount: number, layer: LinearLayer): void {
  const { classCount, featureCount, weights, bias } = layer;
  if (weights.length !== classCount * featureCount || bias.length !== classCount) {
    throw new StageError('head-shape', {
      what: `A head of ${classCount} classes and ${featureCount} features has ${weights.length} weights and ${bias.length} biases.`,
      next: 'Fit or import the head again.',
    });
  }
  if (features.length !== rowCount * featureCount) {
    const width = rowCount > 0 ? features.length / rowCount : 0;
    throw new StageError('head-width', {
      what: `The head expects ${featureCount} features per image, these images have ${width}.`,
      why: 'A head only works on features of the encoder that it was fitted on.',
      next: 'Use the head of this encoder, or extract the features again with the encoder of the head.',
    });
  }
}

function assertFiniteLogits(
  logits: Float32Array,
  classCount: number,
  rowStart: number,
  rows: Int32Array | undefined,
): void {
  for (let index = 0; index < logits.length; index++) {
    if (Number.isFinite(logits[index])) continue;
    const place = rowStart + Math.floor(index / classCount);
    throw new StageError('logits-not-finite', {
      what: `Row ${rows ? rows[place] : place} has the logit ${logits[index]} for class ${index % classCount}.`,
      why: 'Its features or the weights of the head are not finite numbers, so no class can be chosen.',
      next: 'Extract the features again, and check imported features and heads for NaN.',
    });
  }
}
