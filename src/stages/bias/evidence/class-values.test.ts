/** Values read in one pass, against the features themselves. */
import { expect, test } from 'vitest';
import { gatherClassValues } from './class-values.js';

/** Seven images of four features, value = 10 × row + feature, in blocks of two rows. */
const SOURCE = {
  rowCount: 7,
  featureCount: 4,
  valid: Uint8Array.of(1, 1, 1, 0, 1, 1, 1),
  async *blocks() {
    for (let rowStart = 0; rowStart < 7; rowStart += 2) {
      const rows = Math.min(2, 7 - rowStart);
      const value = (_: unknown, at: number) => 10 * (rowStart + Math.floor(at / 4)) + (at % 4);
      yield { rowStart, data: Float32Array.from({ length: rows * 4 }, value) };
    }
  },
};
const IMAGES = [0, 1, 0, 0, 0, 1, 2].map((classIndex, row) => ({
  classIndex,
  split: row < 3 ? ('train' as const) : ('val' as const),
}));
const PLANS = [
  { classIndex: 1, features: [0, 2], randomFeatures: [3], headRow: Float32Array.of(1, 0, 2, -1) },
  { classIndex: 0, features: [1], randomFeatures: [], headRow: null },
];

test('keeps each class’s columns of its own usable images, both splits, in the order of the plans', async () => {
  const [one, zero] = await gatherClassValues(SOURCE, IMAGES, PLANS, 'val');
  expect(one!.train).toEqual({
    images: [1],
    features: [Float32Array.of(10), Float32Array.of(12)],
    randomFeatures: [],
    logit: Float64Array.of(10 + 2 * 12 - 13),
  });
  expect(one!.measured).toEqual({
    images: [5],
    features: [Float32Array.of(50), Float32Array.of(52)],
    randomFeatures: [Float32Array.of(53)],
    logit: Float64Array.of(50 + 2 * 52 - 53),
  });
  // Row 3 was skipped.
  expect(zero!.train.images).toEqual([0, 2]);
  expect(zero!.measured).toEqual({
    images: [4],
    features: [Float32Array.of(41)],
    randomFeatures: [],
    logit: null,
  });
});

test('measured on the training split, both are the same images', async () => {
  const [, zero] = await gatherClassValues(SOURCE, IMAGES, PLANS, 'train');
  expect(zero!.train.images).toEqual([0, 2]);
  expect(zero!.measured.features).toEqual(zero!.train.features);
});
