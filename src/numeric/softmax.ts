/**
 * What follows a classifier's logits: the chosen class and how sure it is, or the cross-entropy and its gradient.
 * Arrays are [rows, columns], row-major. `columns` names the column of each class, where some are of none or in another order.
 */

type Logits = Float32Array | Float64Array;

/** Class of the highest value in every row of [n, columnCount], the first of equals; −1 where one of the values is NaN. */
export function argmaxRows(
  values: Logits,
  columnCount: number,
  columns: readonly number[] = listColumns(columnCount),
): Int32Array {
  return Int32Array.from({ length: values.length / columnCount }, (_, row) => {
    const start = row * columnCount;
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < columns.length; index++) {
      const value = values[start + columns[index]!]!;
      if (Number.isNaN(value)) return -1;
      if (value <= highest) continue;
      best = index;
      highest = value;
    }
    return best;
  });
}

/** Softmax of the chosen class in every row of [n, columnCount], among the classes: how sure a classifier is of it; NaN for −1. */
export function computeConfidences(
  logits: Logits,
  columnCount: number,
  chosen: Int32Array,
  columns: readonly number[] = listColumns(columnCount),
): Float64Array {
  return Float64Array.from(chosen, (index, row) => {
    if (index < 0) return Number.NaN;
    const start = row * columnCount;
    const own = logits[start + columns[index]!]!;
    let sum = 0;
    for (const column of columns) sum += Math.exp(logits[start + column]! - own);
    return 1 / sum;
  });
}

function listColumns(count: number): number[] {
  return Array.from({ length: count }, (_, column) => column);
}

/**
 * Mean cross-entropy of logits [n, classCount] against the labels of `batch`; replaces the logits by the gradient of that
 * mean, (softmax − one-hot) / n. `labels` is indexed by the values of `batch`.
 */
export function replaceByCrossEntropyGradient(
  logits: Float32Array,
  classCount: number,
  labels: Int32Array,
  batch: Int32Array,
): number {
  let lossSum = 0;
  for (let place = 0; place < batch.length; place++) {
    const start = place * classCount;
    const end = start + classCount;
    const target = start + labels[batch[place]!]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = start; index < end; index++) highest = Math.max(highest, logits[index]!);
    const targetLogit = logits[target]!;
    let sum = 0;
    for (let index = start; index < end; index++) {
      const exponential = Math.exp(logits[index]! - highest);
      sum += exponential;
      logits[index] = exponential;
    }
    lossSum += Math.log(sum) + highest - targetLogit;
    const scale = 1 / (sum * batch.length);
    for (let index = start; index < end; index++) logits[index] = logits[index]! * scale;
    logits[target] = logits[target]! - 1 / batch.length;
  }
  return lossSum / batch.length;
}
