import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { StageError } from '../../base/errors.js';
import { type ActivationMap, computeCoreCrop, toOriginalBox } from './core-crop.js';

describe('computeCoreCrop', () => {
  /** A map that is zero but for the given pixels. */
  function createMap(
    width: number,
    height: number,
    pixels: [x: number, y: number, value: number][],
  ): ActivationMap {
    const map = new Float32Array(width * height);
    for (const [x, y, value] of pixels) map[y * width + x] = value;
    return { map, width, height };
  }
  const corners = (x0: number, y0: number, x1: number, y1: number): [number, number, number][] => [
    [x0, y0, 5],
    [x1, y1, 5],
  ];

  test('bounding box, grown by a fifth, squared about its centre', () => {
    // Columns 20–39 and rows 40–49: 20 × 10; grown 24 × 12; centre (30, 45).
    const box = computeCoreCrop([createMap(100, 100, corners(20, 40, 39, 49))]);
    expect(box).toEqual({ left: 18, top: 33, width: 24, height: 24 });
  });

  test('pixels below 0.9 of the maximum of the mean do not count', () => {
    const map = createMap(50, 50, [
      [10, 10, 1],
      [19, 19, 0.95],
      [40, 40, 0.89],
    ]);
    expect(computeCoreCrop([map], { grow: 0 })).toEqual({ left: 10, top: 10, width: 10, height: 10 });
    expect(computeCoreCrop([map], { grow: 0, threshold: 0.5 })).toMatchObject({ width: 31 });
  });

  test('every map counts the same, however strong, and a silent map changes nothing', () => {
    const weak = createMap(30, 30, [[5, 5, 0.01]]);
    const strong = createMap(30, 30, [[14, 14, 100]]);
    const box = { left: 5, top: 5, width: 10, height: 10 };
    expect(computeCoreCrop([weak, strong], { grow: 0 })).toEqual(box);
    expect(computeCoreCrop([weak, strong, createMap(30, 30, [])], { grow: 0 })).toEqual(box);
  });

  test('at the border the box is shifted, and where the image is too small shrunk', () => {
    expect(computeCoreCrop([createMap(100, 100, corners(0, 0, 9, 9))])).toEqual({
      left: 0,
      top: 0,
      width: 12,
      height: 12,
    });
    expect(computeCoreCrop([createMap(100, 100, corners(90, 95, 99, 99))])).toEqual({
      left: 88,
      top: 88,
      width: 12,
      height: 12,
    });
    expect(computeCoreCrop([createMap(100, 40, corners(10, 10, 69, 19))])).toEqual({
      left: 20,
      top: 0,
      width: 40,
      height: 40,
    });
  });

  test('no activation, no box; no maps or maps of several sizes, an error', () => {
    expect(computeCoreCrop([createMap(8, 8, [])])).toBeNull();
    expect(() => computeCoreCrop([])).toThrow(StageError);
    expect(() => computeCoreCrop([createMap(8, 8, []), createMap(8, 9, [])])).toThrow(/8×8, 8×9/);
  });

  test('a square of whole pixels inside the image that holds the core wherever it fits', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const input = fc.tuple(size, size).chain(([width, height]) => {
      const pixel = fc.tuple(fc.nat(width - 1), fc.nat(height - 1), fc.constantFrom(1, 0.95));
      const grow = fc.constantFrom(0, 0.2, 1);
      return fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        pixels: fc.array(pixel, { minLength: 1, maxLength: 6 }),
        grow,
      });
    });
    fc.assert(
      fc.property(input, ({ width, height, pixels, grow }) => {
        const box = computeCoreCrop([createMap(width, height, pixels)], { grow })!;
        expect(Object.values(box).every(Number.isInteger)).toBe(true);
        expect(box.width).toBe(box.height);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
        const xs = pixels.map(([x]) => x);
        const ys = pixels.map(([, y]) => y);
        const fits =
          Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) < box.width;
        if (!fits) return;
        expect(
          pixels.every(
            ([x, y]) => x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height,
          ),
        ).toBe(true);
      }),
    );
  });
});

describe('toOriginalBox', () => {
  const grid = { width: 64, height: 64 };
  const box = { left: 16, top: 32, width: 8, height: 8 };

  test('follows the crop and the scale back', () => {
    // 500 × 375 resized to 85 × 64 and cropped in the middle: 64 grid pixels are 375 of the original, from column 62 on.
    const frame = { left: 62, top: 0, width: 375, height: 375 };
    const mapped = toOriginalBox(box, grid, frame, { width: 500, height: 375 });
    expect(mapped).toEqual({ left: 156, top: 187, width: 47, height: 47 });
  });

  test('is square in the original where the preparation is not, shifted and then shrunk to lie inside', () => {
    const wide = { left: 0, top: 0, width: 256, height: 64 };
    expect(toOriginalBox(box, grid, wide, wide)).toEqual({ left: 64, top: 20, width: 32, height: 32 });
    const all = { left: 0, top: 0, width: 64, height: 64 };
    expect(toOriginalBox(all, grid, wide, wide)).toEqual({ left: 96, top: 0, width: 64, height: 64 });
  });

  test('stays inside an image that its preparation pads', () => {
    const padded = { left: -12, top: -12, width: 64, height: 64 };
    const image = { width: 40, height: 40 };
    const corner = { left: 4, top: 50, width: 10, height: 10 };
    expect(toOriginalBox(corner, grid, padded, image)).toEqual({ left: 0, top: 30, width: 10, height: 10 });
  });

  test('of the whole grid of an image as it is, it is that box', () => {
    const frame = { left: 0, top: 0, width: 64, height: 64 };
    expect(toOriginalBox(box, grid, frame, grid)).toEqual(box);
  });
});
