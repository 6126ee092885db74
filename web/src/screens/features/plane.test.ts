import { expect, test } from 'vitest';
import {
  computeExtent,
  computeWholeView,
  createProjection,
  findNearest,
  listInside,
  type Point,
  panView,
  simplifyArea,
  zoomView,
} from './plane.js';

const points = { x: [0, 10, 10, 0, 5], y: [0, 0, 4, 4, 2] };
const frame = { width: 400, height: 300 };
const extent = computeExtent(points);
const whole = computeWholeView(extent);
const projection = createProjection(extent, whole, frame);

test('the whole map lies inside the frame, upright, one length being the same in both directions', () => {
  const [left, top] = projection.toPixel(0, 4);
  const [right, bottom] = projection.toPixel(10, 0);
  expect(left).toBeCloseTo(20, 9);
  expect(right).toBeCloseTo(380, 9);
  expect(right - left).toBeCloseTo((bottom - top) * 2.5, 9);
  expect(projection.toMap(left, top)[1]).toBeCloseTo(4, 9);
});

test('magnifying keeps the place under the pointer, and stops at the whole map', () => {
  const pixel: Point = [120, 80];
  const zoomed = zoomView(whole, projection, pixel, 3);
  const [x, y] = createProjection(extent, zoomed, frame).toMap(...pixel);
  expect(zoomed.zoom).toBe(3);
  expect([x, y]).toEqual(projection.toMap(...pixel).map((value) => expect.closeTo(value, 9)));
  expect(zoomView(zoomed, createProjection(extent, zoomed, frame), pixel, 0.01).zoom).toBe(1);
});

test('panning moves what is seen with the pointer', () => {
  const panned = createProjection(extent, panView(whole, projection, [30, -10]), frame);
  const [left, top] = projection.toPixel(5, 2);
  expect(panned.toPixel(5, 2)).toEqual([expect.closeTo(left + 30, 9), expect.closeTo(top - 10, 9)]);
});

test('the nearest point counts only within reach and where it is shown', () => {
  const pixel = projection.toPixel(9.9, 0.1);
  expect(findNearest(points, () => true, projection, pixel, 20)).toBe(1);
  expect(findNearest(points, (place) => place !== 1, projection, pixel, 20)).toBe(-1);
  expect(findNearest(points, () => true, projection, [200, 80], 5)).toBe(-1);
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
  const drawn = Array.from({ length: 100 }, (_, step): Point => [step, step / 3]);
  const area = simplifyArea(drawn, projection, 10);
  expect(area.length).toBeLessThan(12);
  for (const value of area.flat()) expect(String(value).length).toBeLessThan(8);
});
