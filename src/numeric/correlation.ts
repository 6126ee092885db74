/**
 * Correlation of paired numbers: two equally long lists enter, a number in -1..1 leaves.
 */
import { computeCentre } from './moments.js';
import { computeAverageRanks } from './order.js';
import { assertPaired } from './regression.js';

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

/** Spearman's ρ: Pearson's r of the average ranks; NaN where that is, and where either list holds NaN. */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertPaired(x, y);
  for (let i = 0; i < x.length; i += 1) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) return Number.NaN;
  }
  return pearsonCorrelation(computeAverageRanks(x), computeAverageRanks(y));
}
