/**
 * Moments, quantiles, lines, correlations and AUROC against numpy and scipy (`scripts/make-statistics-fixtures.py`).
 * Order has its own tests beside it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { computeCorrectedCramersV, computeCramersV } from './association.js';
import { computeAuroc } from './auroc.js';
import { pearsonCorrelation } from './correlation.js';
import { fitLine } from './fitting/regression.js';
import { computeMean, computeMoments } from './moments.js';
import { computeQuantile } from './quantile.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/numeric.json', import.meta.url), 'utf8'),
);

/** Both sides sum at most 200 float64 terms in different orders: some 200 × 2^-53 relative, with room. */
const SUM_TOLERANCE = 1e-12;

function expectClose(actual: number, expected: number, tolerance = SUM_TOLERANCE): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}

describe('computeMoments', () => {
  test('agrees with numpy', () => {
    for (const { values, mean, population_std } of fixture.moments) {
      const moments = computeMoments(Float32Array.from(values));
      expectClose(moments.mean, mean);
      expectClose(moments.populationStd, population_std);
    }
  });

  test('a constant column has a deviation of exactly 0, where summing naively leaves rounding noise', () => {
    const constant = new Float32Array(37).fill(0.1);
    expect(computeMoments(constant)).toEqual({ mean: Math.fround(0.1), populationStd: 0 });
  });

  test('the mean of right and wrong answers is their quotient, whatever their order', () => {
    expect(computeMean([1, 0, 0])).toBe(1 / 3);
    expect(computeMean([0, 0, 1])).toBe(1 / 3);
  });

  test('rows select values', () => {
    expect(computeMoments([9, 1, 9, 3], [1, 3])).toEqual({ mean: 2, populationStd: 1 });
  });

  test('nothing has no moments', () => {
    expect(computeMoments([])).toEqual({ mean: Number.NaN, populationStd: Number.NaN });
    expect(computeMean([])).toBeNaN();
  });
});

describe('computeQuantile', () => {
  test('agrees with numpy', () => {
    for (const { values, fractions, expected } of fixture.quantiles) {
      for (const [index, fraction] of fractions.entries()) {
        expectClose(computeQuantile(values, fraction), expected[index]);
      }
    }
  });

  test('NaN for nothing and for NaN, an error outside 0..1', () => {
    expect(computeQuantile([], 0.5)).toBeNaN();
    expect(computeQuantile([1, Number.NaN, 2], 0.5)).toBeNaN();
    expect(() => computeQuantile([1], 1.5)).toThrow(RangeError);
    expect(() => computeQuantile([1], Number.NaN)).toThrow(RangeError);
  });

  test('infinities stay infinities, and the input keeps its order', () => {
    const values = [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY];
    expect(computeQuantile(values, 0.75)).toBe(Number.POSITIVE_INFINITY);
    expect(values[1]).toBe(1);
  });
});

describe('fitLine and correlations', () => {
  test('agree with scipy', () => {
    for (const { x, y, slope, intercept, pearson } of fixture.pairs) {
      const line = fitLine(x, y);
      expectClose(line.slope, slope);
      expectClose(line.intercept, intercept);
      expectClose(pearsonCorrelation(x, y), pearson);
    }
  });

  test('undefined where x does not vary', () => {
    expect(fitLine([0.1, 0.1, 0.1], [1, 2, 3])).toEqual({ slope: Number.NaN, intercept: Number.NaN });
    expect(fitLine([1], [1]).slope).toBeNaN();
    expect(fitLine([], []).slope).toBeNaN();
    expect(pearsonCorrelation([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(pearsonCorrelation([1], [1])).toBeNaN();
  });

  test('unequal lengths are a mistake of the caller', () => {
    expect(() => fitLine([1, 2], [1])).toThrow(RangeError);
    expect(() => pearsonCorrelation([1, 2], [1])).toThrow(RangeError);
    expect(() => computeAuroc([1, 2], [1])).toThrow(RangeError);
  });

  test('Pearson is symmetric and stays within -1..1', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })));
    fc.assert(
      fc.property(pairs, (points) => {
        const x = points.map(([a]) => a);
        const y = points.map(([, b]) => b);
        const r = pearsonCorrelation(x, y);
        expect(pearsonCorrelation(y, x)).toBe(r);
        if (!Number.isNaN(r)) expect(Math.abs(r)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('computeAuroc', () => {
  test('agrees with the Mann-Whitney statistic of scipy, ties included', () => {
    for (const { scores, positives, expected } of fixture.aurocs) {
      expectClose(computeAuroc(scores, positives), expected);
    }
  });

  test('one side alone, or NaN, has none', () => {
    expect(computeAuroc([1, 2], [1, 1])).toBeNaN();
    expect(computeAuroc([1, 2], [false, false])).toBeNaN();
    expect(computeAuroc([1, Number.NaN], [1, 0])).toBeNaN();
    expect(computeAuroc([], [])).toBeNaN();
  });

  test('equals counting every couple, and turns over when the sides change places', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(points, (samples) => {
        const scores = samples.map(([score]) => score);
        const positives = samples.map(([, positive]) => positive);
        const auroc = computeAuroc(scores, positives);
        let wins = 0;
        let couples = 0;
        for (const [p, isPositive] of samples) {
          for (const [n, isOther] of samples) {
            if (!isPositive || isOther) continue;
            couples += 1;
            wins += p > n ? 1 : p === n ? 0.5 : 0;
          }
        }
        if (couples === 0) expect(auroc).toBeNaN();
        else {
          // Halves and quotients of small whole numbers: one rounding on either side.
          expect(auroc).toBeCloseTo(wins / couples, 14);
          expect(
            computeAuroc(
              scores,
              positives.map((positive) => !positive),
            ),
          ).toBeCloseTo(1 - auroc, 14);
        }
      }),
    );
  });
});

test("Cramér's V is that of scipy, 0 for independent labels and NaN for a constant one", () => {
  const expand = (table: number[][]) => {
    const pairs = table.flatMap((row, x) =>
      row.flatMap((count, y) => Array(count).fill([x, y]) as number[][]),
    );
    return computeCramersV(
      pairs.map(([x]) => x!),
      pairs.map(([, y]) => y!),
    );
  };
  // scipy.stats.contingency.association(table), scipy 1.x; sums of a handful of fractions are right to 1e-12.
  expect(
    expand([
      [95, 5],
      [5, 95],
    ]),
  ).toBeCloseTo(0.9, 12);
  expect(
    expand([
      [10, 20, 30],
      [6, 5, 4],
    ]),
  ).toBeCloseTo(0.24504901470490173, 12);
  expect(
    expand([
      [3, 0, 7],
      [2, 8, 1],
      [4, 4, 4],
    ]),
  ).toBeCloseTo(0.4536143662473591, 12);
  expect(
    expand([
      [2, 4],
      [3, 6],
    ]),
  ).toBeCloseTo(0, 7);
  expect(expand([[2, 4]])).toBeNaN();
});

test("Cramér's V corrected for bias is that of Bergsma's formula, and near 0 where there are many values and no association", () => {
  // n = 200, φ² = 0.81: φ̃² = 0.81 − 1/199, r̃ = c̃ = 2 − 1/199.
  const perfect = [
    [95, 5],
    [5, 95],
  ];
  expect(computeCorrectedCramersV(perfect)).toBeCloseTo(Math.sqrt((0.81 - 1 / 199) / (1 - 1 / 199)), 12);
  // n = 75, φ² = 0.0600490215707…: r = 2, c = 3, φ̃² = φ² − 2/74, r̃ − 1 = 1 − 1/74.
  const squared = 0.24504901470490173 ** 2;
  const uneven = [
    [10, 20, 30],
    [6, 5, 4],
  ];
  expect(computeCorrectedCramersV(uneven)).toBeCloseTo(Math.sqrt((squared - 2 / 74) / (1 - 1 / 74)), 12);
  expect(computeCorrectedCramersV(Array.from({ length: 20 }, () => [2, 1]))).toBe(0);
  expect(computeCorrectedCramersV([[2, 4]])).toBeNaN();
});
