import { expect, test } from 'vitest';
import type { ClassGap, ClassRanking } from '../../records/bias.js';
import { countMultiObject } from './multi-object.js';

const toGap = (classIndex: number, gap: number): ClassGap => ({
  ...{ model: 'm', classIndex, k: 2, imageCount: 10, reducedK: false, accuracyTop: 0, accuracyBottom: 0 },
  gap,
});
const toRanking = (classIndex: number, images: number[]): ClassRanking => ({
  ...{ classIndex, split: 'val', images },
  spuriosity: images.map((_, place) => place),
});
const NONE = Number.NaN;

test('counts images with several classes at either end, leaving out those that nobody labelled', () => {
  const rankings = [toRanking(0, [0, 1, 2, 3, 4]), toRanking(1, [5, 6, 7, 8, 9]), toRanking(2, [10, 11])];
  //                                    0  1  2  3  4     5     6  7  8  9  10    11
  const objectCounts = Float64Array.of(1, 2, 1, 3, 2, NONE, 1, 1, 2, 1, NONE, NONE);
  const gaps = [toGap(0, -0.1), toGap(1, -0.5), toGap(1, 0.1), toGap(2, -1)];
  const report = countMultiObject(rankings, gaps, objectCounts, 0.4);
  const row = { topCount: 2, bottomCount: 2 };
  expect(report.rows).toEqual([
    // The mean of the two models' gaps; image 5 has no labels.
    { ...row, classIndex: 1, gap: -0.2, topMultiObjectCount: 1, bottomCount: 1, bottomMultiObjectCount: 0 },
    { ...row, classIndex: 0, gap: -0.1, topMultiObjectCount: 2, bottomMultiObjectCount: 1 },
  ]);
  expect(report.all).toEqual({ classCount: 2, top: 3 / 4, bottom: 1 / 3 });
  expect(report.mostNegative).toEqual(report.all);
  // −0.2 is not below −0.2.
  expect(report.severe).toEqual({ classCount: 0, top: Number.NaN, bottom: Number.NaN });
  expect(report.overall).toBe(4 / 9);
});

test('the five most negative classes only, none with a positive gap', () => {
  const gaps = [0.5, -0.1, -0.2, -0.3, -0.4, -0.5, -0.6];
  const rankings = gaps.map((_, classIndex) => toRanking(classIndex, [classIndex]));
  const objectCounts = Float64Array.of(2, 2, 1, 1, 1, 2, 1);
  const report = countMultiObject(
    rankings,
    gaps.map((gap, n) => toGap(n, gap)),
    objectCounts,
  );
  expect(report.rows.map(({ classIndex }) => classIndex)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  expect(report.mostNegative).toEqual({ classCount: 5, top: 1 / 5, bottom: 1 / 5 });
  expect(report.severe.classCount).toBe(4);
  expect(report.all.classCount).toBe(7);
});
