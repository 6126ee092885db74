import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromRunLengths, toRunLengths } from './run-lengths.js';

test('the counts that COCO tools write for a known mask', () => {
  // Runs 6, 1, 40, 4, 5, 4, 5, 4, 21 down the columns of 9 rows and 10 columns.
  const runs = [6, 1, 40, 4, 5, 4, 5, 4, 21];
  const columns = runs.flatMap((run, n) => new Array<number>(run).fill(n % 2));
  const mask = Uint8Array.from({ length: 90 }, (_, at) => columns[(at % 10) * 9 + Math.floor(at / 10)]!);
  expect(toRunLengths(mask, 10, 9)).toEqual({ size: [9, 10], counts: '61X13mN000`0' });
});

test('every mask comes back', () => {
  const masks = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        mask: fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }),
      }),
    );
  fc.assert(
    fc.property(masks, ({ width, height, mask }) => {
      expect(fromRunLengths(toRunLengths(mask, width, height))).toEqual(mask);
    }),
  );
});

test('a mask that begins inside has a first run of no pixels', () => {
  expect(toRunLengths([1, 1], 2, 1).counts).toBe('02');
});

test('counts that do not fit the size are refused', () => {
  expect(() => fromRunLengths({ size: [1, 2], counts: '5' })).toThrow(RangeError);
  expect(() => fromRunLengths({ size: [2, 2], counts: '1' })).toThrow(RangeError);
});
