/**
 * Means and standard deviations: numbers enter (all, or those at given rows), float64 moments leave.
 * Deviations are taken about a mean that is exact for constant columns, whatever their value, so that their standard
 * deviation is exactly 0; rounding noise there would be blown up by every division by it.
 */

/** Mean and population standard deviation; both NaN for no values at all. */
export interface Moments {
  mean: number;
  /** Divisor n, as numpy's `std` with `ddof=0`. */
  populationStd: number;
}

/** Sum over count; NaN for none. Of whole numbers the nearest float64 to the true mean, whatever their order. */
export function computeMean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}

/** Mean of `values`, or of those at `rows`, as an offset from the first of them: exact where all are equal. */
export function computeCentre(values: ArrayLike<number>, rows?: ArrayLike<number>): number {
  const count = rows ? rows.length : values.length;
  if (count === 0) return Number.NaN;
  const first = values[rows ? rows[0]! : 0]!;
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += values[rows ? rows[i]! : i]! - first;
  return first + sum / count;
}

/** Moments of `values`, or of those at `rows`, in two passes. */
export function computeMoments(values: ArrayLike<number>, rows?: ArrayLike<number>): Moments {
  const count = rows ? rows.length : values.length;
  const mean = computeCentre(values, rows);
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    const deviation = values[rows ? rows[i]! : i]! - mean;
    squares += deviation * deviation;
  }
  return { mean, populationStd: Math.sqrt(squares / count) };
}

/** Variance with divisor n − 1, as numpy's `var` with `ddof=1`; NaN for fewer than two values. */
export function computeSampleVariance(values: ArrayLike<number>): number {
  return (computeMoments(values).populationStd ** 2 * values.length) / (values.length - 1);
}
