/**
 * Association of two labellings of the same things: two equally long lists of codes enter, a number in 0..1 leaves.
 */
import { assertPaired } from './fitting/regression.js';

/** χ² / n of a table, and its rows and columns with anything in them. */
interface Association {
  total: number;
  rowCount: number;
  columnCount: number;
  chiSquareShare: number;
}

/** Counts of things, row by row; rows may be of different lengths where their ends are 0. */
type Table = readonly ArrayLike<number>[];

/**
 * Cramér's V, `√(χ² / (n · (min(rows, columns) − 1)))` without correction for small counts: 0 where the labellings are independent, 1 where
 * one decides the other. NaN where either has fewer than two values.
 *
 * @param x codes, whole numbers; so is y
 */
export function computeCramersV(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { rowCount, columnCount, chiSquareShare } = measureAssociation(countTable(x, y));
  const freedom = Math.min(rowCount, columnCount) - 1;
  return freedom < 1 ? Number.NaN : Math.sqrt(chiSquareShare / freedom);
}

/**
 * The same corrected for bias (Bergsma 2013), of a table of counts: near 0 for independent labellings also where there are few things and
 * many values, which make the plain one large. With φ² = χ²/n, r rows and c columns: φ̃² = max(0, φ² − (r − 1)(c − 1)/(n − 1)),
 * r̃ = r − (r − 1)²/(n − 1), c̃ alike, V = √(φ̃² / (min(r̃, c̃) − 1)). NaN where either has fewer than two values, or n < 3; empty rows and
 * columns do not count.
 */
export function computeCorrectedCramersV(table: Table): number {
  const { total, rowCount, columnCount, chiSquareShare } = measureAssociation(table);
  if (Math.min(rowCount, columnCount) < 2 || total < 3) return Number.NaN;
  const correct = (count: number) => count - (count - 1) ** 2 / (total - 1);
  const excess = ((rowCount - 1) * (columnCount - 1)) / (total - 1);
  const freedom = Math.min(correct(rowCount), correct(columnCount)) - 1;
  return freedom <= 0 ? Number.NaN : Math.min(1, Math.sqrt(Math.max(0, chiSquareShare - excess) / freedom));
}

/** Codes may be any whole numbers: each that occurs has a row, or a column. */
function countTable(x: ArrayLike<number>, y: ArrayLike<number>): number[][] {
  assertPaired(x, y);
  const columnOf = new Map<number, number>();
  const rows = new Map<number, number[]>();
  for (let place = 0; place < x.length; place += 1) {
    const column = columnOf.get(y[place]!) ?? columnOf.size;
    columnOf.set(y[place]!, column);
    const row = rows.get(x[place]!) ?? [];
    rows.set(x[place]!, row);
    row[column] = (row[column] ?? 0) + 1;
  }
  return [...rows.values()].map((row) => Array.from(row, (count) => count ?? 0));
}

function measureAssociation(table: Table): Association {
  const rowTotals = table.map((row) => Array.from(row).reduce((sum, count) => sum + count, 0));
  const columnTotals: number[] = [];
  for (const row of table) {
    for (let column = 0; column < row.length; column += 1)
      columnTotals[column] = (columnTotals[column] ?? 0) + row[column]!;
  }
  // χ² / n = Σ observed² / (row total · column total) − 1, where empty cells add nothing.
  let sum = 0;
  for (const [n, row] of table.entries()) {
    for (let column = 0; column < row.length; column += 1) {
      if (row[column]! > 0) sum += row[column]! ** 2 / (rowTotals[n]! * columnTotals[column]!);
    }
  }
  return {
    total: rowTotals.reduce((all, count) => all + count, 0),
    rowCount: rowTotals.filter((count) => count > 0).length,
    columnCount: columnTotals.filter((count) => count > 0).length,
    chiSquareShare: Math.max(0, sum - 1),
  };
}
