import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { createRandom } from '../numeric/index.js';
import { blur, CORRUPTIONS, corruptImage, protectCore } from './corruption.js';
import type { RgbImage } from './image.js';

const rgb = (width: number, height: number, color: (x: number, y: number) => number[]): RgbImage => ({
  width,
  height,
  data: Uint8Array.from(
    Array.from({ length: height * width }, (_, at) => color(at % width, Math.floor(at / width))).flat(),
  ),
});
const ones = (image: RgbImage) => new Float32Array(image.width * image.height).fill(1);

describe('corruptImage', () => {
  test('changes nothing where the mask is 0', () => {
    const image = rgb(28, 28, (x, y) => [(x * 37) % 256, (y * 53) % 256, (x * y) % 256]);
    const mask = ones(image).map((_, pixel) => (pixel % 28 < 14 ? 0 : 1));
    for (const corruption of CORRUPTIONS) {
      const { data } = corruptImage(image, mask, corruption, createRandom(1));
      const isSame = (pixel: number) =>
        [0, 1, 2].every((channel) => data[pixel * 3 + channel] === image.data[pixel * 3 + channel]);
      const kept = [...mask.keys()].filter((pixel) => mask[pixel] === 0);
      const touched = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
      expect(kept.every(isSame)).toBe(true);
      expect(touched.every(isSame)).toBe(false);
    }
  });

  test('grey is the luma of ITU-R 601; half a mask goes half the way', () => {
    const image = rgb(2, 1, () => [200, 100, 0]);
    const mask = Float32Array.of(1, 0.5);
    // 0.299 · 200 + 0.587 · 100 = 118.5
    expect([...corruptImage(image, mask, 'grey', createRandom(0)).data]).toEqual([
      119, 119, 119, 159, 109, 59,
    ]);
  });

  test('rotation keeps the pixels of every patch, and a patch of one colour as it is', () => {
    const image = rgb(28, 28, (x, y) => [x * 9, y * 9, 0]);
    const turned = corruptImage(image, ones(image), 'rotate', createRandom(3));
    const listPatch = ({ data }: RgbImage, left: number, top: number) =>
      [0, 1, 2, 3]
        .map((n) => ((top + (n >> 1)) * 28 + left + (n & 1)) * 3)
        .map((at) => data.slice(at, at + 3).join())
        .sort();
    for (const [left, top] of [
      [0, 0],
      [12, 6],
      [26, 26],
    ] as const)
      expect(listPatch(turned, left, top)).toEqual(listPatch(image, left, top));
    expect(turned.data).not.toEqual(image.data);
  });

  test('the same seed gives the same picture', () => {
    const image = rgb(20, 16, (x, y) => [x, y, x + y]);
    for (const corruption of CORRUPTIONS) {
      expect(corruptImage(image, ones(image), corruption, createRandom(7))).toEqual(
        corruptImage(image, ones(image), corruption, createRandom(7)),
      );
    }
  });

  test('refuses a mask of another size', () => {
    expect(() =>
      corruptImage(
        rgb(2, 2, () => [0, 0, 0]),
        new Float32Array(3),
        'grey',
        createRandom(0),
      ),
    ).toThrow(RangeError);
  });
});

describe('blur', () => {
  test('keeps a flat image and, away from the edges, the sum of a point', () => {
    const flat = blur(
      rgb(9, 5, () => [10, 20, 30]),
      1.3,
    );
    expect([...flat.slice(0, 3)].map(Math.round)).toEqual([10, 20, 30]);
    const point = blur(
      rgb(31, 31, (x, y) => (x === 15 && y === 15 ? [255, 0, 0] : [0, 0, 0])),
      2,
    );
    expect(point.reduce((sum, value) => sum + value, 0)).toBeCloseTo(255, 2);
    // Two normal densities at their mode, cut at three deviations: 255 / (2π · 4) within a percent.
    expect(Math.abs(point[(15 * 31 + 15) * 3]! / (255 / (2 * Math.PI * 4)) - 1)).toBeLessThan(0.01);
  });

  test('leaves every value between the extremes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 48, maxLength: 48 }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        (data, sigma) => {
          const blurred = blur({ width: 4, height: 4, data }, sigma);
          expect(Math.max(...blurred)).toBeLessThanOrEqual(Math.max(...data) + 1e-3);
          expect(Math.min(...blurred)).toBeGreaterThanOrEqual(Math.min(...data) - 1e-3);
        },
      ),
    );
  });
});

test('a spurious mask is cleared where any core feature is active', () => {
  const mask = Float32Array.of(1, 0.5, 0.25, 0.75);
  const cores = [Float32Array.of(0.5, 0, 0.4, 0), Float32Array.of(0, 1, 0, 0.25)];
  expect([...protectCore(mask, cores)]).toEqual([0, 0, 0.25, 0.75]);
  expect([...protectCore(mask, [])]).toEqual([...mask]);
});
