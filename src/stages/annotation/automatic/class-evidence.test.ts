import { expect, test } from 'vitest';
import { MIDDLE, RIM, toCells } from '../../../../test/frame-maps.js';
import {
  computeClassEvidence,
  computeClassWeights,
  computeEvidenceAgreement,
  type FrameMap,
  removeFeature,
} from '../index.js';

const LEFT = toCells(8, (row, column) => [3, 4].includes(row) && column === 3);
const EVEN = toCells(8, () => true);

const toFeatureMap = (maps: readonly FrameMap[]) => ({
  width: 8,
  height: 8,
  channels: Float32Array.from(maps.flatMap(({ values }) => [...values])),
});

test('M32: a feature speaks for a class by what its weight has above the mean of all classes', () => {
  const head = {
    classCount: 2,
    featureCount: 3,
    weights: Float32Array.of(3, 1, 2, 1, 5, 2),
    bias: new Float32Array(2),
  };
  expect([...computeClassWeights(head, 0)]).toEqual([1, 0, 0]);
  expect([...computeClassWeights(head, 1)]).toEqual([0, 2, 0]);
  const only = { ...head, classCount: 1, weights: Float32Array.of(3, -1, 2), bias: new Float32Array(1) };
  expect([...computeClassWeights(only, 0)]).toEqual([3, 0, 2]);
});

test('M32: evidence is what centred features say: none of the rim, none of a map without preference', () => {
  const weights = Float32Array.of(2, 5, 5, 1);
  const evidence = computeClassEvidence(toFeatureMap([MIDDLE, RIM, EVEN, LEFT]), weights);
  const expected = MIDDLE.values.map((value, cell) => 2 * value + LEFT.values[cell]!);
  // Both prefer the middle more than twice as much as an even spread would, so that their weights count in full.
  expect([...evidence]).toEqual([...expected]);
});

test('without a feature, evidence is what the others say', () => {
  const wide = toCells(8, (row, column) => row >= 1 && row <= 6 && column >= 1 && column <= 6);
  const both = computeClassEvidence(toFeatureMap([MIDDLE, wide]), Float32Array.of(2, 3));
  const alone = computeClassEvidence(toFeatureMap([MIDDLE]), Float32Array.of(2));
  removeFeature(both, wide, 3).values.forEach((value, cell) => {
    // Float32 sums.
    expect(value).toBeCloseTo(alone[cell]!, 5);
  });
});

test('M32: agreement is the mean of Pearson’s r over the images; an even map agrees with nothing, a dark pair has none', () => {
  const pair = (maps: FrameMap[], evidence: FrameMap[]) => ({ classIndex: 0, feature: 0, maps, evidence });
  expect(computeEvidenceAgreement(pair([MIDDLE], [MIDDLE]))).toBeCloseTo(1, 9);
  // Of 64 cells 4 are lit in MIDDLE and 28 in RIM, none in both: r = -(4 · 28 / 64) / sqrt(4 · 60 / 64 · 28 · 36 / 64).
  const opposed = -(112 / 64) / Math.sqrt((240 / 64) * (1008 / 64));
  expect(computeEvidenceAgreement(pair([MIDDLE, MIDDLE], [MIDDLE, RIM]))).toBeCloseTo((1 + opposed) / 2, 9);
  expect(computeEvidenceAgreement(pair([EVEN], [MIDDLE]))).toBe(0);
  const dark = toCells(8, () => false);
  expect(computeEvidenceAgreement(pair([dark], [MIDDLE]))).toBeNaN();
});
