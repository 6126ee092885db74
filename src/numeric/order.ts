/**
 * Order among numbers: values enter; index lists and ranks leave.
 * Every tie breaks by the lower index (docs/method.md, M131), so results are reproducible. NaN stands behind every number, in both directions.
 * Leaves its input untouched.
 */

/** Negative when the value at `a` belongs before the value at `b`; never 0 for two different indices. */
function compareAt(values: ArrayLike<number>, a: number, b: number, sign: 1 | -1): number {
  const left = values[a]!;
  const right = values[b]!;
  if (left === right) return a - b;
  if (Number.isNaN(left)) return Number.isNaN(right) ? a - b : 1;
  if (Number.isNaN(right)) return -1;
  return left < right ? -sign : sign;
}

/** Indices of `values` in ascending (or descending) order; stable in both directions. */
export function argsort(values: ArrayLike<number>, options: { descending?: boolean } = {}): number[] {
  const sign = options.descending ? -1 : 1;
  const order = Array.from({ length: values.length }, (_, index) => index);
  return order.sort((a, b) => compareAt(values, a, b, sign));
}

/** The first `k` of `argsort` without sorting everything: one pass that keeps the best k in order. */
function selectFirst(values: ArrayLike<number>, k: number, sign: 1 | -1): number[] {
  const kept: number[] = [];
  if (!(k > 0)) return kept;
  for (let index = 0; index < values.length; index += 1) {
    if (kept.length >= k && compareAt(values, index, kept[kept.length - 1]!, sign) > 0) continue;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareAt(values, index, kept[middle]!, sign) < 0) high = middle;
      else low = middle + 1;
    }
    kept.splice(low, 0, index);
    if (kept.length > k) kept.pop();
  }
  return kept;
}

/** Indices of the `k` highest values, highest first; all of them when there are fewer than `k`. */
export function topIndices(values: ArrayLike<number>, k: number): number[] {
  return selectFirst(values, k, -1);
}

/** Indices of the `k` lowest values, lowest first; all of them when there are fewer than `k`. */
export function bottomIndices(values: ArrayLike<number>, k: number): number[] {
  return selectFirst(values, k, 1);
}

/** Rank of every value from 1, parallel to `values`, equal ones sharing the mean of their ranks (scipy's `rankdata`). */
export function computeAverageRanks(values: ArrayLike<number>): Float64Array {
  const order = argsort(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** At most `most` of the items, evenly apart, in their order. */
export function chooseEvenly<T>(items: ArrayLike<T>, most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, n) => items[Math.floor((n * items.length) / count)]!);
}
