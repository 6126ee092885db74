import { expect, test } from 'vitest';
import { type FeatureSource, readAllRows } from './features.js';

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

test('reads everything, row-major', async () => {
  expect([...(await readAllRows(source))]).toEqual([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42]);
});
