import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { computeBinomialProbabilities } from './binomial.js';
import { computeDifferenceInterval, computeWilsonInterval } from './proportions.js';

// Newcombe 1998 (Statistics in Medicine 17, 857–872), table I, the score method without continuity correction.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('of %d right answers of %d it is the published one', (right, count, low, high) => {
  const interval = computeWilsonInterval({ share: right / count, count });
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
      const { low, high } = computeWilsonInterval({ share, count });
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      // At 0 and 1 the bound is the share itself, up to the rounding of a difference of equal terms.
      expect(low).toBeLessThanOrEqual(share + 1e-12);
      expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      const mirrored = computeWilsonInterval({ share: 1 - share, count });
      expect(mirrored.low).toBeCloseTo(1 - high, 12);
      const more = computeWilsonInterval({ share, count: 4 * count });
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test('without images there is none', () => {
  expect(computeWilsonInterval({ share: Number.NaN, count: 0 })).toEqual({
    low: Number.NaN,
    high: Number.NaN,
  });
});

describe('computeDifferenceInterval', () => {
  /** Bounds for every pair of counts out of `trials` each, [trials + 1][trials + 1]. */
  const tabulate = (trials: number) => {
    const shares = Array.from({ length: trials + 1 }, (_, right) => ({
      share: right / trials,
      count: trials,
    }));
    return shares.map((first) => shares.map((second) => computeDifferenceInterval(first, second)));
  };
  /** Every hundredth, and finer where the coverage of such intervals falls. */
  const fine = Array.from({ length: 25 }, (_, n) => n / 500);
  const hundredths = Array.from({ length: 101 }, (_, n) => n / 100);
  const accuracies = [...new Set([...fine, ...hundredths, ...fine.map((p) => 1 - p)])];

  test.each([
    [5, 0.944],
    [10, 0.943],
    [25, 0.944],
  ])('of %d trials each covers at least %d of the differences, counted exactly', (trials, least) => {
    const intervals = tabulate(trials);
    const outcomes = accuracies.map((accuracy) => computeBinomialProbabilities(trials, accuracy));
    for (const [a, first] of outcomes.entries()) {
      for (const [b, second] of outcomes.entries()) {
        const difference = accuracies[a]! - accuracies[b]!;
        let coverage = 0;
        for (let x = 0; x <= trials; x += 1) {
          for (let y = 0; y <= trials; y += 1) {
            const { low, high } = intervals[x]![y]!;
            // A bound that is the difference itself must not be lost to rounding.
            if (low <= difference + 1e-12 && high >= difference - 1e-12) coverage += first[x]! * second[y]!;
          }
        }
        if (coverage < least)
          expect.fail(`${coverage} at accuracies of ${accuracies[a]} and ${accuracies[b]}`);
      }
    }
  });

  test.each([1, 2, 10, 25])(
    'of %d trials each: within -1..1, around the difference, wider than a point, mirrored',
    (trials) => {
      const intervals = tabulate(trials);
      for (const [x, row] of intervals.entries()) {
        for (const [y, { low, high }] of row.entries()) {
          expect(low).toBeGreaterThanOrEqual(-1);
          expect(high).toBeLessThanOrEqual(1);
          expect(high - low).toBeGreaterThan(0.1);
          expect(low).toBeLessThanOrEqual((x - y) / trials);
          expect(high).toBeGreaterThanOrEqual((x - y) / trials);
          const mirrored = intervals[y]![x]!;
          expect(mirrored.low).toBeCloseTo(-high, 12);
        }
      }
    },
  );

  test('is Newcombe’s published interval, stretched, away from the edges', () => {
    // Newcombe 1998 (Statistics in Medicine 17, 873–890), table II, method 10: 56/70 against 48/80 gives 0.0524 to 0.3339.
    const { low, high } = computeDifferenceInterval(
      { share: 56 / 70, count: 70 },
      { share: 48 / 80, count: 80 },
    );
    expect(low).toBeCloseTo(0.2 - 1.1 * (0.2 - 0.0524), 3);
    expect(high).toBeCloseTo(0.2 + 1.1 * (0.3339 - 0.2), 3);
  });

  test('without trials there is none', () => {
    const nothing = { share: Number.NaN, count: 0 };
    expect(computeDifferenceInterval(nothing, nothing)).toEqual({ low: Number.NaN, high: Number.NaN });
  });
});
