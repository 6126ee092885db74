/**
 * Least squares of one variable on another: paired numbers enter, a line leaves.
 */
import { computeCentre } from '../moments.js';

/** y ≈ slope · x + intercept. */
export interface Line {
  slope: number;
  intercept: number;
}

/** The least-squares line of `y` on `x`; slope and intercept NaN for fewer than two points or a constant `x`. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  assertPaired(x, y);
  const meanX = computeCentre(x);
  const meanY = computeCentre(y);
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < x.length; i += 1) {
    covariance += (x[i]! - meanX) * (y[i]! - meanY);
    variance += (x[i]! - meanX) ** 2;
  }
  // 0 / 0 for one point or a constant x: NaN, as promised.
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}

/** Throws a RangeError unless `x` and `y` have the same length. */
export function assertPaired(x: ArrayLike<unknown>, y: ArrayLike<unknown>): void {
  if (x.length !== y.length) throw new RangeError(`${x.length} values cannot be paired with ${y.length}.`);
}
