/**
 * Multinomial logistic regression with an L1 or L2 penalty: standardised features and labels enter, a linear layer leaves.
 * Accelerated proximal gradient descent (FISTA, Beck and Teboulle 2009) with restarts by the gradient (O'Donoghue and Candès
 * 2015). Standardises nothing and chooses no strength.
 */

import { replaceByCrossEntropyGradient } from '../softmax.js';
import { computeLayerGradient, type LinearLayer, multiplyByWeights } from './linear.js';

/** What is fitted: rows of features and their classes. */
export interface LogisticProblem {
  /** Float32Array, [row count, featureCount], row-major; finite. */
  features: Float32Array;
  featureCount: number;
  /** Class index per row, [row count]. */
  labels: Int32Array;
  classCount: number;
  /** Rows to fit on; a row may stand there more than once. */
  rows: Int32Array;
}

/**
 * `l1`: strength · Σ |W − center|; `l2`: strength / 2 · Σ (W − center)². The center is 0 unless given; biases are free. scikit-learn's C
 * is 1 / (strength · number of rows).
 */
export interface LogisticPenalty {
  kind: 'l1' | 'l2';
  /** Above 0. */
  strength: number;
  center?: LinearLayer;
}

/** Largest entry of the proximal gradient at which a fit counts as finished, and the number of steps after which it ends anyway. */
export interface LogisticEnd {
  tolerance: number;
  maxSteps: number;
}

/**
 * Minimises mean cross-entropy + penalty, from `initial` (zeros when left out; never changed). An end before the tolerance is reached is no
 * error: the layer is then a regularised one on the way there.
 */
export function fitLogisticRegression(
  problem: LogisticProblem,
  penalty: LogisticPenalty,
  end: LogisticEnd,
  initial?: LinearLayer,
): LinearLayer {
  const { features, featureCount, classCount, labels, rows } = problem;
  const curvature = boundCurvature(problem);
  const gradient = createLayer(classCount, featureCount);
  let current = initial === undefined ? createLayer(classCount, featureCount) : copyLayer(initial);
  let next = createLayer(classCount, featureCount);
  const ahead = copyLayer(current);
  const logits = new Float32Array(rows.length * classCount);
  let momentum = 1;
  for (let step = 0; step < end.maxSteps; step++) {
    multiplyByWeights(features, ahead, logits, { rows, rowStart: 0, rowEnd: rows.length });
    replaceByCrossEntropyGradient(logits, classCount, labels, rows);
    computeLayerGradient(logits, features, rows, gradient);
    stepProximally(ahead, gradient, 1 / curvature, penalty, next);
    const { largest, isUphill } = compareStates(ahead, current, next);
    [current, next] = [next, current];
    if (largest * curvature < end.tolerance) break;
    const grown = isUphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    lookAhead(current, next, isUphill ? 0 : (momentum - 1) / grown, ahead);
    momentum = grown;
  }
  return current;
}

/** next = prox of `penalty` at (ahead − rate · gradient); biases take the plain step. */
function stepProximally(
  ahead: LinearLayer,
  gradient: LinearLayer,
  rate: number,
  { kind, strength, center }: LogisticPenalty,
  next: LinearLayer,
): void {
  const pull = rate * strength;
  for (let index = 0; index < next.weights.length; index++) {
    const origin = center === undefined ? 0 : center.weights[index]!;
    const offset = ahead.weights[index]! - rate * gradient.weights[index]! - origin;
    const kept =
      kind === 'l1' ? Math.sign(offset) * Math.max(0, Math.abs(offset) - pull) : offset / (1 + pull);
    next.weights[index] = origin + kept;
  }
  for (let k = 0; k < next.bias.length; k++) next.bias[k] = ahead.bias[k]! - rate * gradient.bias[k]!;
}

/** The largest change of this step, and whether it turned back: (ahead − next) · (next − current) > 0. */
function compareStates(ahead: LinearLayer, current: LinearLayer, next: LinearLayer) {
  let largest = 0;
  let product = 0;
  for (const part of ['weights', 'bias'] as const) {
    const [a, c, n] = [ahead[part], current[part], next[part]];
    for (let index = 0; index < n.length; index++) {
      const change = a[index]! - n[index]!;
      largest = Math.max(largest, Math.abs(change));
      product += change * (n[index]! - c[index]!);
    }
  }
  return { largest, isUphill: product > 0 };
}

/** ahead = current + share · (current − before). */
function lookAhead(current: LinearLayer, before: LinearLayer, share: number, ahead: LinearLayer): void {
  for (const part of ['weights', 'bias'] as const) {
    const [c, b, a] = [current[part], before[part], ahead[part]];
    for (let index = 0; index < a.length; index++) a[index] = c[index]! + share * (c[index]! - b[index]!);
  }
}

const POWER_STEPS = 20;
/** The power iteration approaches its value from below. */
const SAFETY = 1.1;

/**
 * A bound of the loss's second derivative: half the largest eigenvalue of the mean of x xᵀ, x with a 1 behind it (Böhning 1992).
 */
function boundCurvature({ features, featureCount, rows }: LogisticProblem): number {
  let vector = new Float64Array(featureCount + 1).fill(1);
  let eigenvalue = 1;
  for (let step = 0; step < POWER_STEPS; step++) {
    const product = new Float64Array(featureCount + 1);
    for (const row of rows) {
      const start = row * featureCount;
      let sum = vector[featureCount]!;
      for (let c = 0; c < featureCount; c++) sum += features[start + c]! * vector[c]!;
      for (let c = 0; c < featureCount; c++) product[c]! += sum * features[start + c]!;
      product[featureCount]! += sum;
    }
    eigenvalue = Math.sqrt(product.reduce((sum, value) => sum + value ** 2, 0)) / rows.length;
    const scale = 1 / (eigenvalue * rows.length);
    vector = product.map((value) => value * scale);
  }
  return (SAFETY * eigenvalue) / 2;
}

function createLayer(classCount: number, featureCount: number): LinearLayer {
  const weights = new Float32Array(classCount * featureCount);
  return { classCount, featureCount, weights, bias: new Float32Array(classCount) };
}

function copyLayer(layer: LinearLayer): LinearLayer {
  return { ...layer, weights: layer.weights.slice(), bias: layer.bias.slice() };
}
