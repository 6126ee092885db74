import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.js';
import { argsort, bottomIndices, computeAverageRanks, topIndices } from './order.js';

const { order } = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/numeric.json', import.meta.url), 'utf8'),
);

describe('argsort', () => {
  test("is numpy's stable sort, in both directions", () => {
    expect(argsort(order.values)).toEqual(order.argsort);
    expect(argsort(order.values, { descending: true })).toEqual(order.argsort_descending);
  });

  test('NaN stands last in both directions', () => {
    const values = [Number.NaN, 2, Number.NaN, 1, Number.NEGATIVE_INFINITY];
    expect(argsort(values)).toEqual([4, 3, 1, 0, 2]);
    expect(argsort(values, { descending: true })).toEqual([1, 3, 4, 0, 2]);
  });

  test('0 and -0 are equal', () => {
    expect(argsort([0, -0, 0])).toEqual([0, 1, 2]);
    expect(argsort([-0, 0], { descending: true })).toEqual([0, 1]);
  });
});

describe('topIndices and bottomIndices', () => {
  test('ties go to the lower index', () => {
    expect(topIndices([1, 3, 3, 2, 3], 2)).toEqual([1, 2]);
    expect(bottomIndices([2, 1, 1, 1], 2)).toEqual([1, 2]);
  });

  test('k of 0 and k beyond the length', () => {
    expect(topIndices([1, 2], 0)).toEqual([]);
    expect(topIndices([1, 2], 9)).toEqual([1, 0]);
    expect(bottomIndices([], 3)).toEqual([]);
  });

  test('are the beginning of argsort', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(value), fc.nat({ max: 12 }), (values, k) => {
        expect(topIndices(values, k)).toEqual(argsort(values, { descending: true }).slice(0, k));
        expect(bottomIndices(values, k)).toEqual(argsort(values).slice(0, k));
      }),
    );
  });
});

test('average ranks are those of scipy', () => {
  expect([...computeAverageRanks(order.values)]).toEqual(order.ranks);
});
