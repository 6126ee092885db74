/** Least squares against numpy's lstsq (`scripts/make-statistics-fixtures.py`) and where columns depend on each other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitLeastSquares } from './least-squares.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../../../fixtures/statistics/least-squares.json', import.meta.url), 'utf8'),
);

/** Both solve systems of condition below 1e3 in float64: 1e3 × 2^-53, with room. */
const DIGITS = 10;

const predict = (columns: number[][], { intercept, slopes }: ReturnType<typeof fitLeastSquares>) =>
  columns[0]!.map((_, row) => columns.reduce((sum, column, j) => sum + slopes[j]! * column[row]!, intercept));

test.each(cases as { columns: number[][]; y: number[]; coefficients: number[] | null; fitted: number[] }[])(
  'agrees with numpy, case %#',
  ({ columns, y, coefficients, fitted }) => {
    const fit = fitLeastSquares(columns, y);
    for (const [row, value] of predict(columns, fit).entries())
      expect(value).toBeCloseTo(fitted[row]!, DIGITS);
    // Null: dependent columns, of whose many solutions any will do.
    for (const [j, value] of (coefficients ?? []).entries())
      expect(j === 0 ? fit.intercept : fit.slopes[j - 1]).toBeCloseTo(value, DIGITS);
  },
);

test('no columns leave the mean, constant ones add nothing', () => {
  expect(fitLeastSquares([], [1, 2, 6])).toEqual({ intercept: 3, slopes: new Float64Array(0) });
  expect(fitLeastSquares([[0.1, 0.1, 0.1]], [1, 2, 6])).toEqual({ intercept: 3, slopes: Float64Array.of(0) });
});

test('a column twice shares nothing out: one is used, the other superfluous', () => {
  const column = [0.1, 0.7, -0.4, 0.2];
  const { slopes } = fitLeastSquares([column, column], column);
  expect([...slopes].sort()).toEqual([0, expect.closeTo(1, 12)]);
});

test('refuses columns of another length, and nothing at all', () => {
  expect(() => fitLeastSquares([[1, 2]], [1, 2, 3])).toThrow(RangeError);
  expect(() => fitLeastSquares([], [])).toThrow(RangeError);
});
