import { expect, test } from 'vitest';
import { toMap } from '../../../../test/frame-maps.js';
import { averageFrame, computeOffObjectShare } from './frame-map.js';

test('the share off the object is the mean over images of the activation outside the mask', () => {
  const maps = [toMap([[3, 1]]), toMap([[0, 2]]), toMap([[0, 0]])];
  const masks = [toMap([[1, 0]]), toMap([[1, 0.5]]), toMap([[1, 1]])];
  // 1/4 and 1/2; the third map is dark and does not count.
  expect(computeOffObjectShare(maps, masks)).toBeCloseTo(0.375, 6);
  expect(computeOffObjectShare([toMap([[0]])], [toMap([[1]])])).toBeNaN();
});

test('averaging a frame keeps its mean where sizes divide', () => {
  const frame = toMap([
    [0, 0, 1, 1],
    [0, 2, 1, 1],
  ]);
  expect([...averageFrame(frame, 2, 1).values]).toEqual([0.5, 1]);
});
