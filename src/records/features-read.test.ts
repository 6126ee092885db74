import { expect, test } from 'vitest';
import type { FeatureSource } from './features.js';
import { gatherColumns, readAllRows } from './features-read.js';

/** Five rows of three features, value = 10 × row + feature, in blocks of two rows. */
const source: FeatureSource = {
  rowCount: 5,
  featureCount: 3,
  valid: new Uint8Array(5).fill(1),
  async *blocks() {
    for (let rowStart = 0; rowStart < 5; rowStart += 2) {
      const rows = Math.min(2, 5 - rowStart);
      const value = (_: unknown, i: number) => 10 * (rowStart + Math.floor(i / 3)) + (i % 3);
      yield { rowStart, data: Float32Array.from({ length: rows * 3 }, value) };
    }
  },
};

test('gathers columns in ascending order, each once', async () => {
  expect(await gatherColumns(source, new Set([2, 0]))).toEqual({
    rowCount: 5,
    features: [0, 2],
    columns: [Float32Array.of(0, 10, 20, 30, 40), Float32Array.of(2, 12, 22, 32, 42)],
  });
  expect(await gatherColumns(source, [])).toEqual({ rowCount: 5, features: [], columns: [] });
});

test.each([-1, 3, 0.5, Number.NaN])('refuses feature %d', async (feature) => {
  await expect(gatherColumns(source, [feature])).rejects.toThrow(RangeError);
});

test('reads everything, row-major', async () => {
  expect([...(await readAllRows(source))]).toEqual([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42]);
});
