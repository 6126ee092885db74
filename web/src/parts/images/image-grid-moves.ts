/** Where the keys of a grid lead. In: a key, the place now, the grid's shape. Out: the next place, or null for any other key. */

export interface GridShape {
  count: number;
  columns: number;
  /** Rows that fit the window: what page up and down skip. */
  rowsInSight: number;
}

export function computeGridMove(key: string, place: number, shape: GridShape): number | null {
  const { count, columns, rowsInSight } = shape;
  const page = Math.max(1, rowsInSight - 1) * columns;
  const target: Record<string, number> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place - columns,
    ArrowDown: place + columns,
    PageUp: Math.max(place - page, place % columns),
    PageDown: place + page,
    Home: 0,
    End: count - 1,
  };
  const next = target[key];
  if (next === undefined || count === 0) return null;
  // Below the last row there is nothing in this column: the last image is the nearest.
  if (next >= count) return key === 'ArrowRight' ? place : count - 1;
  return next < 0 ? place : next;
}
