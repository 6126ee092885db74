/**
 * Standardised activations (docs/method.md, M40): values of one class and split enter, z-scores and their means leave.
 */
import { computeMoments } from '../../numeric/index.js';

/**
 * (r − µ) / σ with µ, σ the mean and population standard deviation over `rows` (all of `values` when left out), Float64Array [rows];
 * all 0 where σ = 0. In the order of `rows`.
 */
export function computeZScores(values: ArrayLike<number>, rows?: readonly number[]): Float64Array {
  const { mean, populationStd } = computeMoments(values, rows);
  const scores = new Float64Array(rows ? rows.length : values.length);
  // Also true of no rows at all, whose deviation is NaN.
  if (!(populationStd > 0)) return scores;
  for (let place = 0; place < scores.length; place += 1)
    scores[place] = (values[rows ? rows[place]! : place]! - mean) / populationStd;
  return scores;
}

/** The mean over features of their z-scores, Float64Array [images]: spuriosity, where the features are the spurious ones. */
export function averageZScores(features: readonly Float64Array[], imageCount: number): Float64Array {
  const mean = new Float64Array(imageCount);
  for (const scores of features) {
    for (let place = 0; place < imageCount; place += 1) mean[place]! += scores[place]! / features.length;
  }
  return mean;
}
