import { expect, test } from 'vitest';
import {
  computeExtent,
  computeWholeDistance,
  computeWholeView,
  createProjection,
  createSight,
  dragView,
  findNearest,
  isSameView,
  listInside,
  magnifyAt,
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

const sight = createSight(extent, { ...whole, zoom: 2 }, 400, 200);

test('what is in sight goes to pixels and back; the middle of the view is the middle of the frame', () => {
  expect(sight.toPixel(whole.x, whole.y)).toEqual([200, 100]);
  expect(sight.toMap(...sight.toPixel(7, 3))).toEqual([expect.closeTo(7, 9), expect.closeTo(3, 9)]);
  const all = createSight(extent, whole, 400, 200);
  // The map is wider than the frame by its share: it leaves a twentieth on either side.
  expect(all.toPixel(0, 2)).toEqual([expect.closeTo(20, 9), 100]);
  expect(all.toPixel(10, 2)).toEqual([expect.closeTo(380, 9), 100]);
  expect(all.toPixel(5, 4)[1]).toBeLessThan(100);
});

test('a drag takes the point along that it began on', () => {
  const under = sight.toMap(50, 60);
  const moved = dragView({ ...whole, zoom: 2 }, sight, [50, 60], [90, 30]);
  const after = createSight(extent, moved, 400, 200).toPixel(...under);
  expect(after).toEqual([expect.closeTo(90, 9), expect.closeTo(30, 9)]);
});

test('magnifying about a pixel leaves it where it is, up to the most and down to the whole', () => {
  const view = { ...whole, zoom: 2 };
  const under = sight.toMap(50, 60);
  for (const factor of [1.7, 1000, 0.001]) {
    const next = magnifyAt(view, sight, [50, 60], factor);
    const after = createSight(extent, next, 400, 200).toPixel(...under);
    expect(after).toEqual([expect.closeTo(50, 6), expect.closeTo(60, 6)]);
  }
});

test('the nearest shown point within reach is found', () => {
  const pixel = sight.toPixel(5, 2);
  const near: Point = [pixel[0] + 3, pixel[1] - 4];
  expect(findNearest(points, () => true, sight, near, 6)).toBe(4);
  expect(findNearest(points, () => true, sight, near, 4)).toBe(-1);
  expect(findNearest(points, (place) => place !== 4, sight, near, 6)).toBe(-1);
});
