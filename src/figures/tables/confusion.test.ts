import { describe, expect, test } from 'vitest';
import { SAMPLE_CONFUSION as confusion } from '../../../fixtures/report/sample-confusion.js';
import {
  estimateShare,
  listClassShares,
  listComparedParts,
  listConfusedWith,
  tabulateClassShares,
  tabulateConfusion,
  tabulateParts,
  toAccuracies,
  toConfusionBlock,
} from './confusion.js';

const nameOf = (classIndex: number) => 'abc'[classIndex]!;

describe('precision and recall', () => {
  test('are shares of columns and rows, with Wilson’s interval', () => {
    const [a, b, c] = listClassShares(confusion);
    expect(a).toMatchObject({
      recall: { share: 0.8, imageCount: 10 },
      precision: { share: 8 / 9, imageCount: 9 },
    });
    expect(b).toMatchObject({ recall: { share: 0.4 }, precision: { share: 4 / 6 }, worst: { predicted: 2 } });
    expect(c).toMatchObject({
      recall: { share: null, interval: null },
      precision: { share: 0 },
      worst: null,
    });
    // statsmodels' proportion_confint(8, 10, method='wilson').
    expect(a!.recall.interval!.low).toBeCloseTo(0.4902, 4);
    expect(a!.recall.interval!.high).toBeCloseTo(0.9433, 4);
  });

  test('a class without images in either is no row', () => {
    const without = { ...confusion, predictedCounts: [9, 6, 0], mistakes: confusion.mistakes.slice(1) };
    expect(listClassShares(without).map(({ classIndex }) => classIndex)).toEqual([0, 1]);
    expect(estimateShare(0, 0)).toEqual({ share: null, interval: null, imageCount: 0 });
  });
});

test('a block holds the cells among its classes, and counts the mistakes', () => {
  const block = toConfusionBlock(confusion, [1, 0]);
  expect(block.cells).toEqual([
    { label: 1, predicted: 1, imageCount: 4, share: 0.4 },
    { label: 0, predicted: 0, imageCount: 8, share: 0.8 },
    { label: 0, predicted: 1, imageCount: 2, share: 0.2 },
    { label: 1, predicted: 0, imageCount: 1, share: 0.1 },
  ]);
  expect(block.insideCount).toBe(3);
});

test('a class stands among those that it is confused with, most first', () => {
  expect(listConfusedWith(confusion, 1, 3)).toEqual([1, 2, 0]);
  expect(listConfusedWith(confusion, 1, 2)).toEqual([1, 2]);
  expect(listConfusedWith(confusion, 2, 3)).toEqual([2, 1]);
});

test('tables have the whole matrix, and empty cells for what is undefined', () => {
  const { rows } = tabulateConfusion('m', confusion, nameOf);
  expect(rows.map(([, label, , predicted, , images]) => [label, predicted, images])).toEqual([
    [0, 0, 8],
    [0, 1, 2],
    [1, 2, 5],
    [1, 1, 4],
    [1, 0, 1],
  ]);
  const shares = tabulateClassShares('m', listClassShares(confusion), nameOf);
  expect(shares.rows[2]).toEqual(['m', 2, 'c', 0, null, null, null, 5, 0, 0, expect.closeTo(0.4345, 4)]);
});

test('accuracies of two models follow from who is right', () => {
  const counts = { both: 5, 'only-first': 3, 'only-second': 1, neither: 1 };
  const paired = { imageCount: 10, counts, difference: -0.2, low: -0.5, high: 0.2, pValue: 1 };
  expect(toAccuracies(paired)).toEqual([0.8, 0.6]);
  expect(toAccuracies({ ...paired, imageCount: 0 })).toEqual([null, null]);
});

test('two models are told part by part; images without a ranking are a part beside others only', () => {
  const counts = { both: 5, 'only-first': 3, 'only-second': 1, neither: 1 };
  const paired = { imageCount: 10, counts, difference: -0.2, low: -0.5, high: 0.2, pValue: 0.6 };
  const without = { models: ['a', 'b'], all: paired, parts: [{ part: null, paired }] } as const;
  expect(listComparedParts(without).map(({ part }) => part)).toEqual(['all']);
  const { columns, rows } = tabulateParts({
    ...without,
    parts: [{ part: 'most', paired }, ...without.parts],
  });
  expect(rows.map((row) => row[columns.indexOf('part')])).toEqual(['all', 'most', 'unranked']);
  expect(rows[1]).toEqual(['a', 'b', 'most', 10, 5, 3, 1, 1, -0.2, -0.5, 0.2, 0.6]);
  expect(columns).toHaveLength(rows[1]!.length);
});
