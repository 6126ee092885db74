/**
 * Numbers that people bring: the first that is none.
 * In: rows of values. Out: where it is and how many there are, in words. Refuses nothing; the doors do.
 */

/** "row 3, column 17 is NaN", and how many further values are not finite; null where all are. `rowStart` is the number of the first row. */
export function describeNotFinite(
  values: ArrayLike<number>,
  columnCount: number,
  rowStart = 0,
): string | null {
  let first = -1;
  let count = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (Number.isFinite(values[at]!)) continue;
    if (count === 0) first = at;
    count += 1;
  }
  if (count === 0) return null;
  const place = `row ${rowStart + Math.floor(first / columnCount)}, column ${first % columnCount}`;
  const more = count === 1 ? '' : ` (and ${count - 1} more)`;
  return `${place} is ${formatNotFinite(values[first]!)}${more}`;
}

function formatNotFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '−∞';
}
