/** Small maps over the frame, drawn by hand. */
import type { FrameMap } from '../src/stages/annotation/index.js';

export function toMap(rows: number[][]): FrameMap {
  return { width: rows[0]!.length, height: rows.length, values: Float32Array.from(rows.flat()) };
}

/** A square map that is 1 in the chosen cells and 0 elsewhere. */
export function toCells(side: number, isLit: (row: number, column: number) => boolean): FrameMap {
  return toMap(
    Array.from({ length: side }, (_, row) =>
      Array.from({ length: side }, (__, column) => Number(isLit(row, column))),
    ),
  );
}

/** Of 8 × 8 cells the four in the middle, and the outermost. */
export const MIDDLE = toCells(8, (row, column) => [3, 4].includes(row) && [3, 4].includes(column));
export const RIM = toCells(8, (row, column) => row === 0 || row === 7 || column === 0 || column === 7);
