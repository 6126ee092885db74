import { expect, it } from 'vitest';
import type { PairRow, PairsResponse } from '../../../../../src/protocol/index.js';
import { findPairNeighbours, findPairRow } from './pair-neighbours.js';

const toRow = (classIndex: number, feature: number) => ({ classIndex, feature }) as PairRow;
const pairs: PairsResponse = {
  classes: [
    { classIndex: 0, gap: null, pairs: [toRow(0, 9), toRow(0, 4)] },
    { classIndex: 1, gap: null, pairs: [] },
    { classIndex: 2, gap: null, pairs: [toRow(2, 4)] },
  ],
};
const toPlaces = (classIndex: number, feature: number) => {
  const { previous, next } = findPairNeighbours(pairs, { classIndex, feature });
  return [previous, next].map((row) => row && [row.classIndex, row.feature]);
};

it('goes by rank within a class and on to the next class', () => {
  expect(toPlaces(0, 9)).toEqual([null, [0, 4]]);
  expect(toPlaces(0, 4)).toEqual([
    [0, 9],
    [2, 4],
  ]);
  expect(toPlaces(2, 4)).toEqual([[0, 4], null]);
});

it('leads from a pair of no important feature to the classes around it', () => {
  expect(toPlaces(1, 77)).toEqual([
    [0, 4],
    [2, 4],
  ]);
});

it('finds a row, or none', () => {
  expect(findPairRow(pairs, 2, 4)).toBe(pairs.classes[2]!.pairs[0]);
  expect(findPairRow(pairs, 1, 4)).toBeNull();
  expect(findPairRow(undefined, 0, 9)).toBeNull();
});
