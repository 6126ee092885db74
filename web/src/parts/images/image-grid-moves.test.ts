import { expect, it } from 'vitest';
import { computeGridMove } from './image-grid-moves.js';

/** Three rows of four; the last holds two. */
const shape = { count: 10, columns: 4, rowsInSight: 2 };

it.each([
  ['ArrowRight', 3, 4],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 9],
  ['ArrowUp', 2, 2],
  ['ArrowUp', 6, 2],
  ['PageDown', 0, 4],
  ['PageUp', 9, 5],
  ['PageUp', 2, 2],
  ['Home', 6, 0],
  ['End', 6, 9],
])('%s at %i leads to %i', (key, place, target) => {
  expect(computeGridMove(key, place, shape)).toBe(target);
});

it('leaves every other key to others', () => {
  expect(computeGridMove('x', 3, shape)).toBeNull();
  expect(computeGridMove('ArrowDown', 0, { ...shape, count: 0 })).toBeNull();
});
