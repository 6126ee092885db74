import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeAccuracyInterval } from './accuracy-interval.js';

// Newcombe 1998 (Statistics in Medicine 17, 857–872), table I, the score method without continuity correction.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('of %d right answers of %d it is the published one', (right, count, low, high) => {
  const interval = computeAccuracyInterval(right / count, count);
  // Four digits are printed.
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('stays in 0..1, holds the share, mirrors it, and narrows with more images', () => {
  const cases = fc
    .integer({ min: 1, max: 2000 })
    .chain((count) => fc.tuple(fc.nat(count), fc.constant(count)));
  fc.assert(
    fc.property(cases, ([right, count]) => {
      const share = right / count;
      const { low, high } = computeAccuracyInterval(share, count);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      // At 0 and 1 the bound is the share itself, up to the rounding of a difference of equal terms.
      expect(low).toBeLessThanOrEqual(share + 1e-12);
      expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      const mirrored = computeAccuracyInterval(1 - share, count);
      expect(mirrored.low).toBeCloseTo(1 - high, 12);
      const more = computeAccuracyInterval(share, 4 * count);
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test('without images there is none', () => {
  expect(computeAccuracyInterval(Number.NaN, 0)).toEqual({ low: Number.NaN, high: Number.NaN });
});
