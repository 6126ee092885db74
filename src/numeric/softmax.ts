/**
 * What follows a linear layer's logits: the chosen class, or the cross-entropy and its gradient.
 * Arrays are float32, [rows, classes], row-major. Checks nothing; callers have checked the logits.
 */

/** Column of the highest value in every row of [n, columnCount], ties to the lowest column. */
export function argmaxRows(values: Float32Array, columnCount: number): Int32Array {
  const result = new Int32Array(values.length / columnCount);
  for (let row = 0, start = 0; row < result.length; row++, start += columnCount) {
    let best = 0;
    for (let column = 1; column < columnCount; column++) {
      if (values[start + column]! > values[start + best]!) best = column;
    }
    result[row] = best;
  }
  return result;
}

/** Softmax of the chosen column of every row of [n, columnCount]: how sure a classifier is of its choice. */
export function computeConfidences(
  logits: Float32Array,
  columnCount: number,
  chosen: Int32Array,
): Float32Array {
  return Float32Array.from(chosen, (column, row) => {
    const start = row * columnCount;
    const own = logits[start + column]!;
    let sum = 0;
    for (let at = start; at < start + columnCount; at++) sum += Math.exp(logits[at]! - own);
    return 1 / sum;
  });
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
