import { expect, test } from 'vitest';
import fc from '../../test/properties.js';
import type { Preprocessing } from '../records/networks/encoder.js';
import { cutBox } from './cut.js';
import { computeFrame, preprocessImage } from './preprocess.js';

const side = fc.integer({ min: 24, max: 90 });
const size = fc.record({ width: side, height: side });
const preparation = fc.record<Preprocessing>({
  resize: fc.oneof(
    fc.constant(null),
    fc.record({ kind: fc.constant('shorter-side' as const), size: fc.integer({ min: 24, max: 70 }) }),
    fc.record({ kind: fc.constant('exact' as const), width: side, height: side }),
  ),
  crop: fc.oneof(fc.constant(null), fc.record({ width: side, height: side })),
  interpolation: fc.constant('bilinear'),
  mean: fc.constant(null),
  std: fc.constant(null),
});

test('says where a prepared pixel comes from', () => {
  fc.assert(
    fc.property(size, preparation, ({ width, height }, preprocessing) => {
      // Red grows by 2 a column, green by 2 a row: a prepared pixel's colour is the place that it shows.
      const data = new Uint8Array(width * height * 3);
      for (let pixel = 0; pixel < width * height; pixel++) {
        data.set([2 * (pixel % width), 2 * Math.floor(pixel / width), 255], pixel * 3);
      }
      const prepared = preprocessImage({ width, height, data }, preprocessing);
      const frame = computeFrame({ width, height }, preprocessing);
      for (const [x, y] of [
        [Math.floor(prepared.width / 2), Math.floor(prepared.height / 2)],
        [Math.floor(prepared.width / 3), Math.floor((2 * prepared.height) / 3)],
      ] as const) {
        const [red, green, blue] = prepared.data.subarray((y * prepared.width + x) * 3);
        if (blue !== 255) continue;
        // Half-pixel centres; rounding to 8 bits is a quarter of a pixel, resampling near the edge up to one more.
        const column = frame.left + ((x + 0.5) * frame.width) / prepared.width - 0.5;
        const row = frame.top + ((y + 0.5) * frame.height) / prepared.height - 0.5;
        expect(Math.abs(red! / 2 - column)).toBeLessThan(1.5);
        expect(Math.abs(green! / 2 - row)).toBeLessThan(1.5);
      }
    }),
  );
});

test('a box is cut out as it stands', () => {
  const data = Uint8Array.from({ length: 4 * 3 * 3 }, (_, at) => at);
  const cut = cutBox({ width: 4, height: 3, data }, { left: 1, top: 1, width: 2, height: 2 });
  expect(cut).toEqual({
    width: 2,
    height: 2,
    data: Uint8Array.of(15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32),
  });
});
