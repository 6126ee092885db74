import { expect, test } from 'vitest';
import {
  computeExtent,
  computeWholeDistance,
  computeWholeView,
  createProjection,
  isSameView,
  listInside,
  magnifyView,
  type Point,
  simplifyArea,
} from './plane.js';

const points = { x: [0, 10, 10, 0, 5], y: [0, 0, 4, 4, 2] };
const extent = computeExtent(points);
const whole = computeWholeView(extent);

test('the longer side of the map reaches from -1 to 1, one length being the same in both directions', () => {
  const { toPlot, toMap } = createProjection(extent);
  expect(toPlot(0, 0)).toEqual([-1, -0.4]);
  expect(toPlot(10, 4)).toEqual([1, 0.4]);
  expect(toMap(...toPlot(7, 3))).toEqual([expect.closeTo(7, 9), expect.closeTo(3, 9)]);
});

test('the whole map fits the frame by its tighter side, with a margin', () => {
  // In sight are `distance` to each side upwards, and `distance * aspect` sidewards.
  expect(computeWholeDistance(extent, 2) * 2).toBeCloseTo(1 / 0.9, 9);
  expect(computeWholeDistance(extent, 5)).toBeCloseTo(0.4 / 0.9, 9);
});

test('a single point has a projection, too', () => {
  const single = computeExtent({ x: [3], y: [3] });
  expect(createProjection(single).toPlot(3, 3)).toEqual([0, 0]);
  expect(computeWholeDistance(single, 1)).toBeGreaterThan(0);
});

test('magnifying stops at the whole map', () => {
  expect(magnifyView(whole, 3).zoom).toBe(3);
  expect(magnifyView(whole, 0.01).zoom).toBe(1);
});

test('views that share an address are the same', () => {
  expect(isSameView(whole, { ...whole, zoom: 1.0001 })).toBe(true);
  expect(isSameView(whole, { ...whole, x: whole.x + 0.01 })).toBe(false);
});

test('an area may be bent inwards', () => {
  const bay: Point[] = [
    [-1, -1],
    [11, -1],
    [11, 5],
    [5, 1],
    [-1, 5],
  ];
  expect(listInside(points, bay)).toEqual([0, 1, 2, 3]);
});

test('a drawn line becomes few corners with short numbers', () => {
  const drawn = Array.from({ length: 1000 }, (_, step): Point => [step / 7, step / 3]);
  const area = simplifyArea(drawn, 100);
  expect(area).toHaveLength(100);
  for (const value of area.flat()) expect(String(value).length).toBeLessThan(8);
});
