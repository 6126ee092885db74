/**
 * Quantiles: unsorted numbers enter, one interpolated value leaves. Leaves its input untouched.
 */

/**
 * The `fraction` quantile (0..1) with linear interpolation between order statistics, numpy's default method.
 * NaN for no values and when any value is NaN; a RangeError for a fraction outside 0..1.
 */
export function computeQuantile(values: ArrayLike<number>, fraction: number): number {
  return computeQuantiles(values, [fraction])[0]!;
}

/** The same for several fractions, sorting once. */
export function computeQuantiles(values: ArrayLike<number>, fractions: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return fractions.map((fraction) => interpolate(sorted, fraction));
}

function interpolate(sorted: Float64Array, fraction: number): number {
  const last = sorted.length - 1;
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`A quantile lies in 0..1, not ${fraction}.`);
  // Typed arrays sort NaN to the end.
  if (last < 0 || Number.isNaN(sorted[last]!)) return Number.NaN;
  const place = fraction * last;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.min(last, Math.floor(place) + 1)]!;
  // Equal neighbours first: two infinities would otherwise give Infinity − Infinity.
  if (below === above) return below;
  const share = place - Math.floor(place);
  // From the nearer end, as numpy does, so that the result is symmetric to the last bit.
  return share < 0.5 ? below + (above - below) * share : above - (above - below) * (1 - share);
}
