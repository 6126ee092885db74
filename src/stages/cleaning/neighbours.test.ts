import { expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { StageError } from '../../base/errors.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import type { FeatureBlock, FeatureSource } from '../../records/features.js';
import { findSimilarPairs } from './duplicates.js';
import { findNearestImages, flagByNeighbours } from './neighbours.js';
import { findSimilarImages } from './similar-images.js';

/** Rows in memory; blocks begin and end elsewhere than the range that is asked for. */
function toSource(rows: readonly number[][], valid = rows.map(() => 1)): FeatureSource {
  const featureCount = rows[0]!.length;
  return {
    rowCount: rows.length,
    featureCount,
    valid: Uint8Array.from(valid),
    async *blocks({ rowStart, rowEnd } = { rowStart: 0, rowEnd: rows.length }): AsyncIterable<FeatureBlock> {
      for (let start = Math.floor(rowStart / 3) * 3; start < rowEnd; start += 3) {
        yield { rowStart: start, data: Float32Array.from(rows.slice(start, start + 3).flat()) };
      }
    },
  };
}

const length = (row: readonly number[]) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
const toCosine = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, column) => sum + value * b[column]!, 0) / (length(a) * length(b));

/** Whole numbers, so that many rows are multiples of each other and many similarities equal. */
const study = fc
  .record({ width: fc.integer({ min: 1, max: 20 }), count: fc.integer({ min: 2, max: 14 }) })
  .chain(({ width, count }) =>
    fc.record({
      rows: fc.array(fc.array(fc.nat(3), { minLength: width, maxLength: width }), {
        minLength: count,
        maxLength: count,
      }),
      valid: fc.array(fc.constantFrom(1, 1, 1, 0), { minLength: count, maxLength: count }),
      blockBytes: fc.integer({ min: 1, max: 600 }),
    }),
  );

/** Every pair that has a direction, with its cosine in float64. */
function listCosines(rows: readonly number[][], valid: readonly number[]) {
  const usable = [...rows.keys()].filter((row) => valid[row] === 1 && length(rows[row]!) > 0);
  return usable.flatMap((image, place) =>
    usable.slice(place + 1).map((other) => ({ image, other, cosine: toCosine(rows[image]!, rows[other]!) })),
  );
}

test('finds the pairs that comparing everything in float64 finds, however small the blocks', async () => {
  await fc.assert(
    fc.asyncProperty(study, fc.constantFrom(0.5, 0.9, 1), async ({ rows, valid, blockBytes }, least) => {
      const found = await findSimilarPairs(toSource(rows, valid), { similarity: least, blockBytes });
      // The program keeps six decimals; so does the threshold that it is held against.
      const expected = listCosines(rows, valid).filter(
        ({ cosine }) => Math.round(cosine * 1e6) >= least * 1e6,
      );
      const toKeys = (pairs: { image: number; other: number }[]) =>
        pairs.map(({ image, other }) => `${image} ${other}`).sort();
      expect(toKeys(found.map(({ image, otherImage }) => ({ image, other: otherImage })))).toEqual(
        toKeys(expected),
      );
      for (const { image, otherImage, similarity } of found) {
        // Rows of length 1 are float32: an error of 6e-8 a column, then six decimals.
        expect(Math.abs(similarity - toCosine(rows[image]!, rows[otherImage]!))).toBeLessThan(2e-6);
      }
      expect(found.map(({ similarity }) => similarity)).toEqual(
        found.map(({ similarity }) => similarity).sort((a, b) => b - a),
      );
    }),
  );
});

test('the nearest images are those with the highest cosine', async () => {
  await fc.assert(
    fc.asyncProperty(study, fc.integer({ min: 1, max: 5 }), async ({ rows, valid, blockBytes }, count) => {
      const { images } = await findNearestImages(toSource(rows, valid), count, { blockBytes });
      const cosines = listCosines(rows, valid);
      for (const image of rows.keys()) {
        const others = cosines
          .flatMap((pair) =>
            pair.image === image
              ? [{ other: pair.other, cosine: pair.cosine }]
              : pair.other === image
                ? [{ other: pair.image, cosine: pair.cosine }]
                : [],
          )
          .sort((a, b) => b.cosine - a.cosine);
        const found = [...images.subarray(image * count, (image + 1) * count)].filter((other) => other >= 0);
        expect(found).toHaveLength(Math.min(count, others.length));
        expect(new Set(found).size).toBe(found.length);
        found.forEach((other, place) => {
          const { cosine } = others.find((one) => one.other === other)!;
          expect(Math.abs(cosine - others[place]!.cosine)).toBeLessThan(2e-6);
        });
      }
    }),
  );
});

test('the images similar to one are those with the highest cosine, with it', async () => {
  await fc.assert(
    fc.asyncProperty(study, fc.integer({ min: 1, max: 5 }), async ({ rows, valid }, count) => {
      const cosines = listCosines(rows, valid);
      for (const image of rows.keys()) {
        const expected = cosines
          .filter((pair) => pair.image === image || pair.other === image)
          .map(({ cosine }) => cosine)
          .sort((a, b) => b - a)
          .slice(0, count);
        const found = await findSimilarImages(toSource(rows, valid), image, count);
        expect(found.map(({ similarity }) => similarity)).toEqual(
          expected.map((cosine) => expect.closeTo(cosine, 9)),
        );
        for (const { image: other, similarity } of found)
          expect(similarity).toBeCloseTo(toCosine(rows[image]!, rows[other]!), 9);
      }
    }),
  );
  const same = toSource([1, 1, 1, 1].map(() => [1, 2]));
  expect((await findSimilarImages(same, 2, 2)).map(({ image }) => image)).toEqual([0, 1]);
});

test('of equally near images those that come first count', async () => {
  const same = [
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 2],
    [5, 0],
  ];
  const { images } = await findNearestImages(toSource(same), 2, { blockBytes: 16 });
  expect([...images]).toEqual([1, 2, 0, 2, 0, 1, 0, 1, 0, 1]);
});

test('a hopeless threshold ends before memory does; one that is no similarity is refused', async () => {
  const source = toSource(Array.from({ length: 9 }, () => [1, 1]));
  expect(await findSimilarPairs(source, { mostPairs: 36 })).toHaveLength(36);
  await expect(findSimilarPairs(source, { mostPairs: 35 })).rejects.toMatchObject({ code: 'too-many-pairs' });
  for (const similarity of [0, 1.01, Number.NaN]) {
    await expect(findSimilarPairs(source, { similarity })).rejects.toThrow(StageError);
  }
});

test('stops when asked to', async () => {
  const source = toSource(Array.from({ length: 9 }, (_, row) => [1, row]));
  const observer = { ...SILENT_OBSERVER, signal: AbortSignal.abort() };
  await expect(findSimilarPairs(source, {}, observer)).rejects.toMatchObject({ code: 'cancelled' });
});

test('flags images none of whose neighbours has their label, when enough have one other', () => {
  const labels = Int32Array.of(0, 1, 1, 2, 0);
  const flag = (nearest: number[][], options = {}) =>
    flagByNeighbours({ count: 2, images: Int32Array.from(nearest.flat()) }, labels, options);
  const nearest = [
    [1, 2],
    [3, 4],
    [1, 0],
    [4, 0],
    [-1, -1],
  ];
  expect(flag(nearest)).toEqual([
    { image: 0, classIndex: 0, agreement: 0, suspectedClassIndex: 1, support: 1 },
    { image: 3, classIndex: 2, agreement: 0, suspectedClassIndex: 0, support: 1 },
    // Two other labels, one neighbour each: the nearer one's.
    { image: 1, classIndex: 1, agreement: 0, suspectedClassIndex: 2, support: 0.5 },
  ]);
  expect(flag(nearest, { support: 0.6 }).map(({ image }) => image)).toEqual([0, 3]);
  expect(flag(nearest, { agreement: 0.5 }).map(({ image }) => image)).toEqual([0, 3, 1, 2]);
});
