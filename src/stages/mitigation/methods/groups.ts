/**
 * Groups to balance, (class, group) cells or stand-ins by spuriosity, and balanced draws from them.
 * Rows and rankings enter, cells of rows leave. Fits nothing.
 */
import { createRandom } from '../../../numeric/index.js';
import type { ClassRanking } from '../../../records/bias.js';

/** Rows of each cell; every cell belongs to one class. */
export type GroupCells = readonly (readonly number[])[];

/**
 * Cells of `rows`, [any number] of images, by class and known group, rows without a known group left out; or, without known groups, by class and whether the image is among
 * the `lowShare` least spurious of its class. Classes without a ranking are one cell.
 */
export function listGroupCells(
  rows: Int32Array,
  { labels, groups }: { labels: Int32Array; groups?: readonly string[] },
  rankings: readonly ClassRanking[],
  lowShare: number,
): GroupCells {
  const lowRows = new Set(
    rankings.flatMap(({ images }) => images.slice(0, Math.ceil(images.length * lowShare))),
  );
  const cells = new Map<string, number[]>();
  for (const row of rows) {
    const group = groups === undefined ? String(lowRows.has(row)) : groups[row]!;
    if (group === '') continue;
    const key = `${labels[row]} ${group}`;
    const cell = cells.get(key);
    if (cell) cell.push(row);
    else cells.set(key, [row]);
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

/** Images that a cell gives at least, if it has them, however small the smallest cell is. */
const LEAST_PER_CELL = 5;

/** Equally many rows of every cell, [cells × images of each]: as many as the smallest has, though at least 5, and no more than `most`. */
export function drawBalanced(cells: GroupCells, most: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const smallest = Math.min(...cells.map((cell) => cell.length));
  const wanted = Math.max(LEAST_PER_CELL, Math.min(smallest, most));
  return Int32Array.from(
    cells.flatMap((cell) =>
      random.sample(cell.length, Math.min(wanted, cell.length)).map((place) => cell[place]!),
    ),
  );
}
