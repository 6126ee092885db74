/**
 * The binomial distribution: number of trials and probability enter; samples and tail probabilities leave.
 * Exact up to float64 rounding of sums of probabilities; made for the trial counts of accuracies (up to some ten thousands).
 */
import type { Random } from './random.js';

/** Draws from Binomial(trials, probability), one uniform number a draw. */
export function createBinomialSampler(trials: number, probability: number): (random: Random) => number {
  const cumulative = accumulate(computeBinomialProbabilities(trials, probability));
  return (random) => {
    const uniform = random.next();
    let low = 0;
    let high = trials;
    // First outcome whose cumulative probability exceeds the draw.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle]! > uniform) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** P(X = x) for x in 0..trials, Float64Array, [trials + 1]. */
export function computeBinomialProbabilities(trials: number, probability: number): Float64Array {
  const probabilities = new Float64Array(trials + 1);
  if (probability <= 0 || probability >= 1) {
    probabilities[probability <= 0 ? 0 : trials] = 1;
    return probabilities;
  }
  // From the mode outwards: the largest terms first, so that nothing underflows before it is small against them.
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const odds = probability / (1 - probability);
  probabilities[mode] = 1;
  for (let x = mode; x < trials; x++) {
    probabilities[x + 1] = probabilities[x]! * ((trials - x) / (x + 1)) * odds;
  }
  for (let x = mode; x > 0; x--) probabilities[x - 1] = (probabilities[x]! * (x / (trials - x + 1))) / odds;
  const total = probabilities.reduce((sum, term) => sum + term, 0);
  return probabilities.map((term) => term / total);
}

/**
 * P(|S| ≥ |sum|) for the sum S of `signs` independent fair signs ±1: the exact two-sided sign-flip test (McNemar's exact
 * test when the signs are disagreements of two classifiers). 1 for no signs.
 */
export function computeSignFlipPValue(signs: number, sum: number): number {
  const probabilities = computeBinomialProbabilities(signs, 0.5);
  let tail = 0;
  for (let positives = 0; positives <= signs; positives++) {
    if (Math.abs(2 * positives - signs) >= Math.abs(sum)) tail += probabilities[positives]!;
  }
  return Math.min(1, tail);
}

function accumulate(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
