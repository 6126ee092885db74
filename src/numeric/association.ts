/**
 * Association of two labellings of the same things: two equally long lists of codes enter, a number in 0..1 leaves.
 */
import { assertPaired } from './fitting/regression.js';

/** Counts of a pair of labellings. */
interface Association {
  rowCount: number;
  columnCount: number;
  /** χ² / n. */
  chiSquareShare: number;
}

/**
 * Cramér's V, `√(χ² / (n · (min(rows, columns) − 1)))` without correction for small counts: 0 where the labellings are independent, 1 where
 * one decides the other. NaN where either has fewer than two values.
 *
 * @param x codes, whole numbers; so is y
 */
export function computeCramersV(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { rowCount, columnCount, chiSquareShare } = measureAssociation(x, y);
  const freedom = Math.min(rowCount, columnCount) - 1;
  return freedom < 1 ? Number.NaN : Math.sqrt(chiSquareShare / freedom);
}

/**
 * The same corrected for bias (Bergsma 2013): near 0 for independent labellings also where there are few things and many values, which make
 * the plain one large. With φ² = χ²/n, r rows and c columns: φ̃² = max(0, φ² − (r − 1)(c − 1)/(n − 1)), r̃ = r − (r − 1)²/(n − 1), c̃ alike,
 * V = √(φ̃² / (min(r̃, c̃) − 1)). NaN where either has fewer than two values, or n < 3.
 *
 * @param x codes, whole numbers; so is y
 */
export function computeCorrectedCramersV(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { rowCount, columnCount, chiSquareShare } = measureAssociation(x, y);
  if (Math.min(rowCount, columnCount) < 2 || x.length < 3) return Number.NaN;
  const correct = (count: number) => count - (count - 1) ** 2 / (x.length - 1);
  const excess = ((rowCount - 1) * (columnCount - 1)) / (x.length - 1);
  const freedom = Math.min(correct(rowCount), correct(columnCount)) - 1;
  return freedom <= 0 ? Number.NaN : Math.min(1, Math.sqrt(Math.max(0, chiSquareShare - excess) / freedom));
}

function measureAssociation(x: ArrayLike<number>, y: ArrayLike<number>): Association {
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
  // χ² / n = Σ observed² / (row total · column total) − 1, where empty cells add nothing.
  let sum = 0;
  for (const [row, rowTotal] of rows) {
    for (const [column, columnTotal] of columns) {
      sum += (cells.get(`${row}/${column}`) ?? 0) ** 2 / (rowTotal * columnTotal);
    }
  }
  return { rowCount: rows.size, columnCount: columns.size, chiSquareShare: Math.max(0, sum - 1) };
}
