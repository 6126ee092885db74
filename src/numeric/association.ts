/**
 * Association of two labellings of the same things: two equally long lists of codes enter, a number in 0..1 leaves.
 */
import { assertPaired } from './fitting/regression.js';

/**
 * Cramér's V, `√(χ² / (n · (min(rows, columns) − 1)))` without correction for small counts: 0 where the labellings are independent, 1 where
 * one decides the other. NaN where either has fewer than two values.
 *
 * @param x codes, whole numbers; so is y
 */
export function computeCramersV(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertPaired(x, y);
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<string, number>();
  const add = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let place = 0; place < x.length; place += 1) {
    add(rows, x[place]!);
    add(columns, y[place]!);
    add(cells, `${x[place]}/${y[place]}`);
  }
  const freedom = Math.min(rows.size, columns.size) - 1;
  if (freedom < 1) return Number.NaN;
  // χ² / n = Σ observed² / (row total · column total) − 1, where empty cells add nothing.
  let sum = 0;
  for (const [row, rowTotal] of rows) {
    for (const [column, columnTotal] of columns) {
      sum += (cells.get(`${row}/${column}`) ?? 0) ** 2 / (rowTotal * columnTotal);
    }
  }
  return Math.sqrt(Math.max(0, sum - 1) / freedom);
}
