/** The interval of an AUROC: its ends solve its equation, it has a width at the edges, and it covers what it should. */
import { expect, test } from 'vitest';
import { computeAuroc } from './auroc.js';
import { computeAurocInterval } from './auroc-interval.js';
import { createRandom } from './random.js';

const Z = 1.959963984540054;

test('the ends are where the distance is 1.96 standard errors of the end itself', () => {
  for (const [auroc, m, n] of [
    [0.7, 15, 15],
    [0.93, 20, 9],
    [0.5, 40, 60],
  ] as const) {
    const { low, high } = computeAurocInterval(auroc, m, n);
    for (const end of [low, high]) {
      const shape = ((m + n) / 2 - 1) * ((1 - end) / (2 - end) + end / (1 + end));
      const error = Math.sqrt((end * (1 - end) * (1 + shape)) / (m * n));
      // Ends are halved 40 times.
      expect(Math.abs(end - auroc)).toBeCloseTo(Z * error, 9);
    }
    expect(low).toBeLessThan(auroc);
    expect(high).toBeGreaterThan(auroc);
  }
});

test('certainty has a width, more images make it narrower, and both directions mirror each other', () => {
  const [few, many] = [computeAurocInterval(1, 5, 5), computeAurocInterval(1, 50, 50)];
  expect(few.high).toBe(1);
  expect(few.low).toBeLessThan(many.low);
  expect(many.low).toBeLessThan(1);
  const { low, high } = computeAurocInterval(0.2, 8, 12);
  const mirrored = computeAurocInterval(0.8, 8, 12);
  expect([1 - high, 1 - low]).toEqual([expect.closeTo(mirrored.low, 9), expect.closeTo(mirrored.high, 9)]);
  expect(computeAurocInterval(Number.NaN, 5, 5)).toEqual({ low: Number.NaN, high: Number.NaN });
  expect(computeAurocInterval(0.5, 0, 5)).toEqual({ low: Number.NaN, high: Number.NaN });
});

test('covers the true area of two normal distributions about 95 times of 100', () => {
  const random = createRandom(4);
  // Area of two unit normals 1.8124 apart: Φ(1.8124 / √2) = 0.9.
  let covered = 0;
  const draws = 1000;
  for (let draw = 0; draw < draws; draw++) {
    const scores = Array.from({ length: 30 }, (_, n) => random.gaussian() + (n < 15 ? 1.8124 : 0));
    const { low, high } = computeAurocInterval(
      computeAuroc(
        scores,
        scores.map((_, n) => n < 15),
      ),
      15,
      15,
    );
    covered += Number(low <= 0.9 && 0.9 <= high);
  }
  // The standard error of a share of 0.95 over 1000 draws is 0.7 points; this method is known to cover a little more.
  expect(covered / draws).toBeGreaterThan(0.93);
  expect(covered / draws).toBeLessThan(0.985);
});
