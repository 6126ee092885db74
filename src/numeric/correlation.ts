/**
 * Correlation of paired numbers: two equally long lists enter, a number in -1..1 leaves.
 */

import { assertPaired } from './fitting/regression.js';
import { computeCentre } from './moments.js';

/** Pearson's r; NaN for fewer than two pairs, and where either list is constant or holds NaN. */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertPaired(x, y);
  const meanX = computeCentre(x);
  const meanY = computeCentre(y);
  let covariance = 0;
  let varianceX = 0;
  let varianceY = 0;
  for (let i = 0; i < x.length; i += 1) {
    const deviationX = x[i]! - meanX;
    const deviationY = y[i]! - meanY;
    covariance += deviationX * deviationY;
    varianceX += deviationX * deviationX;
    varianceY += deviationY * deviationY;
  }
  const r = covariance / (Math.sqrt(varianceX) * Math.sqrt(varianceY));
  // Rounding may carry a perfect correlation past 1 by a few units in the last place. NaN passes through.
  return Math.max(-1, Math.min(1, r));
}
