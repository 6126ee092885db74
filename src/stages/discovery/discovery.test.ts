import { expect, test } from 'vitest';
import type { FeatureBlock, FeatureSource } from '../../records/features.js';
import {
  chooseExemplars,
  chooseTopFeatureCount,
  computeClassMeans,
  computeImportantFeatures,
} from './index.js';

/** Rows in memory, handed out in blocks of the given size. */
function toSource(rows: number[][], blockRows: number): FeatureSource {
  const featureCount = rows[0]!.length;
  return {
    rowCount: rows.length,
    featureCount,
    valid: new Uint8Array(rows.length).fill(1),
    async *blocks(): AsyncIterable<FeatureBlock> {
      for (let rowStart = 0; rowStart < rows.length; rowStart += blockRows) {
        yield { rowStart, data: Float32Array.from(rows.slice(rowStart, rowStart + blockRows).flat()) };
      }
    },
  };
}

const ROWS = [
  [1, 0, 4],
  [3, 0, 2],
  [0, 8, 1],
  [0, 6, 1],
  [9, 9, 9],
];
const CLASS_OF_ROW = Int32Array.of(0, 0, 1, 1, -1);
const HEAD = {
  classCount: 2,
  featureCount: 3,
  weights: Float32Array.of(1, 5, 1, 0.5, 1, -1),
  bias: new Float32Array(2),
};

test('class means leave out rows that do not count, however the rows are cut into blocks', async () => {
  for (const blockRows of [1, 2, 5]) {
    const { means, counts } = await computeClassMeans(toSource(ROWS, blockRows), CLASS_OF_ROW, 2);
    expect([...means]).toEqual([2, 0, 3, 0, 7, 1]);
    expect([...counts]).toEqual([2, 2]);
  }
});

test('importance is mean activation times head weight, strongest first', async () => {
  const means = await computeClassMeans(toSource(ROWS, 2), CLASS_OF_ROW, 2);
  // Class 0: 2×1, 0×5, 3×1; class 1: 0×0.5, 7×1, 1×−1.
  expect(computeImportantFeatures(means, HEAD, 2)).toEqual([
    { classIndex: 0, rank: 1, feature: 2, importance: 3, meanActivation: 3, headWeight: 1 },
    { classIndex: 0, rank: 2, feature: 0, importance: 2, meanActivation: 2, headWeight: 1 },
    { classIndex: 1, rank: 1, feature: 1, importance: 7, meanActivation: 7, headWeight: 1 },
    { classIndex: 1, rank: 2, feature: 0, importance: 0, meanActivation: 0, headWeight: 0.5 },
  ]);
});

test('a class without images has no important feature', async () => {
  const means = await computeClassMeans(toSource(ROWS, 2), Int32Array.of(0, 0, 0, 0, 0), 2);
  expect(computeImportantFeatures(means, HEAD, 3).every(({ classIndex }) => classIndex === 0)).toBe(true);
});

test('NaN in a feature and a head of another width are errors', async () => {
  const broken = ROWS.map((row, n) => (n === 3 ? [Number.NaN, 0, 0] : row));
  await expect(computeClassMeans(toSource(broken, 2), CLASS_OF_ROW, 2)).rejects.toThrow(/NaN/);
  const means = await computeClassMeans(toSource(ROWS, 2), CLASS_OF_ROW, 2);
  expect(() => computeImportantFeatures(means, { ...HEAD, featureCount: 4 }, 1)).toThrow(/4 features/);
});

test('exemplars are the extremes of the class, ties by position, never more than the class has', () => {
  const column = [2, 5, 2, 9, 1, 5];
  const [pair] = chooseExemplars(
    [{ classIndex: 0, feature: 7 }],
    (_, rows) => Float32Array.from(rows, (row) => column[row]!),
    [[0, 1, 2, 4, 5]],
    { top: 3, bottom: 9 },
  );
  expect(pair).toEqual({ classIndex: 0, feature: 7, top: [1, 5, 0], bottom: [4, 0, 2, 1, 5] });
});

test('data sets of few classes show more features per class', () => {
  expect([2, 10, 11, 1000].map(chooseTopFeatureCount)).toEqual([15, 15, 5, 5]);
});
