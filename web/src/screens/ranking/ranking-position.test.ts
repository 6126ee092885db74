import { describe, expect, it } from 'vitest';
import { computeDomain, findNearest, formatSight, toPercent, toPlace } from './ranking-position.js';

const toRows = (scores: (number | null)[]) => scores.map((score) => ({ score }));

describe('position in a ranking', () => {
  it('is a percentile from the least, in either order', () => {
    expect([0, 50, 100].map((percent) => toPlace(percent, 81, false))).toEqual([0, 40, 80]);
    expect([0, 50, 100].map((percent) => toPlace(percent, 81, true))).toEqual([80, 40, 0]);
    for (const isFalling of [false, true]) {
      for (const place of [0, 7, 80]) {
        expect(toPlace(toPercent(place, 81, isFalling), 81, isFalling)).toBe(place);
      }
    }
    expect(toPercent(0, 1, false)).toBe(0);
  });

  it('is the image nearest to a score, whatever is unknown', () => {
    const rows = toRows([-2, -1, null, 3]);
    expect([-9, -1.4, 0.9, 1.1, 9].map((score) => findNearest(rows, score))).toEqual([0, 1, 1, 3, 3]);
  });

  it('spans all scores, and something where they are all the same', () => {
    expect(computeDomain(toRows([1, null, -2]))).toEqual([-2, 1]);
    expect(computeDomain(toRows([4, 4]))).toEqual([3, 5]);
    expect(computeDomain([])).toEqual([0, 1]);
  });

  it('reads as scores and counts', () => {
    expect(formatSight(toRows([-1.5, 0, 2]), { first: 0, last: 1 })).toBe('−1.50 to 0.00 · images 1–2 of 3');
  });
});
