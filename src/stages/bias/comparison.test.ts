import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ClassGap, ClassRanking, ModelBias, Predictions } from '../../records/bias.js';
import { bootstrapModels } from './bootstrap.js';
import { computeBalancedAccuracy, computeCalibrationError } from './calibration.js';
import { computeGroupAccuracies } from './groups.js';
import { testPairedGaps } from './paired-test.js';
import { assignPseudoGroups, PSEUDO_GROUP_COLUMN } from './pseudo-groups.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/statistics/comparison.json', import.meta.url), 'utf8'),
);

/** Class 0 with images 0, 1, …, least spurious first; `pattern` says which are right. */
function createCase(...patterns: string[]): [ClassRanking[], Predictions[], Int32Array] {
  const images = [...patterns[0]!].map((_, index) => index);
  return [
    [{ classIndex: 0, split: 'val', images, spuriosity: images }],
    patterns.map((pattern, index) => ({
      model: `m${index}`,
      labels: Int32Array.from(pattern, (sign) => (sign === '-' ? -1 : sign === '1' ? 0 : 1)),
    })),
    new Int32Array(images.length),
  ];
}

describe('testPairedGaps', () => {
  test('a worked case: one wins at the top, the other at the bottom', () => {
    const [rankings, [a, b], labels] = createCase('00001111', '11110000');
    const result = testPairedGaps(rankings, [a!, b!], labels, { k: 4, seed: 0 });
    // All eight images disagree and all speak for the same side: 2 / 2^8.
    expect(result.classes[0]).toMatchObject({ k: 4, difference: 2, disagreements: 8 });
    expect(result.classes[0]!.pValue).toBeCloseTo(2 / 256, 14);
    expect(result.difference).toBe(2);
    expect(result.pValue).toBeCloseTo(2 / 256, 14);
  });

  test('equal models do not differ; the second minus the first is the opposite', () => {
    const [rankings, [a, b], labels] = createCase('0100110111', '0010111111');
    const same = testPairedGaps(rankings, [a!, a!], labels, { k: 3, seed: 0 });
    expect(same.classes[0]).toMatchObject({ difference: 0, disagreements: 0, pValue: 1 });
    const forth = testPairedGaps(rankings, [a!, b!], labels, { k: 5, seed: 0 });
    const back = testPairedGaps(rankings, [b!, a!], labels, { k: 5, seed: 0 });
    expect(back.difference).toBe(-forth.difference);
    expect(back.pValue).toBe(forth.pValue);
  });

  test('images that one model did not predict are left out, small classes use what they have', () => {
    const [rankings, [a, b], labels] = createCase('0-11', '1010');
    expect(testPairedGaps(rankings, [a!, b!], labels, { k: 10, seed: 0 }).classes[0]!.k).toBe(1);
    const [one, [c, d], none] = createCase('-1', '11');
    expect(testPairedGaps(one, [c!, d!], none, { seed: 0 })).toMatchObject({ classes: [], pValue: 1 });
  });

  test('classes of several k: drawn signs give nearly what counting gives', () => {
    const [[first], [a, b], labels] = createCase('001101', '110100');
    const second: ClassRanking = { ...first!, classIndex: 1, images: [0, 1, 2, 3], spuriosity: [0, 1, 2, 3] };
    const rankings = [first!, second];
    const result = testPairedGaps(rankings, [a!, b!], labels, { k: 3, seed: 4, flips: 40_000 });
    const [k3, k2] = result.classes;
    expect([k3!.k, k2!.k]).toEqual([3, 2]);
    // All sign patterns of both classes, counted.
    const list = (signs: number, k: number) =>
      Array.from({ length: 2 ** signs }, (_, bits) => {
        const positives = [...Array(signs).keys()].filter((bit) => bits & (1 << bit)).length;
        return (2 * positives - signs) / k;
      });
    const sums = list(k3!.disagreements, 3).flatMap((x) => list(k2!.disagreements, 2).map((y) => x + y));
    const observed = Math.abs(k3!.difference + k2!.difference);
    const exact = sums.filter((sum) => Math.abs(sum) >= observed - 1e-9).length / sums.length;
    expect(exact).toBeGreaterThan(0);
    expect(Math.abs(result.pValue - exact)).toBeLessThan(5 * Math.sqrt(0.25 / 40_000));
  });
});

describe('bootstrapModels', () => {
  const toModel = (model: string, ends: [top: number, bottom: number][]): ModelBias => {
    const gaps = ends.map(
      ([accuracyTop, accuracyBottom], classIndex): ClassGap => ({
        model,
        classIndex,
        k: 10,
        imageCount: 20,
        reducedK: false,
        accuracyTop,
        accuracyBottom,
        gap: accuracyTop - accuracyBottom,
      }),
    );
    return {
      model,
      accuracy: 1,
      accuracyTop: 1,
      accuracyBottom: 1,
      spuriousGap: 0,
      interval: { low: 0, high: 0 },
      meanAbsoluteGap: 0,
      worstClass: null,
      effectiveRobustness: 0,
      gaps,
    };
  };

  test('certain accuracies leave no doubt about robustness', () => {
    const models = [toModel('a', [[1, 0]]), toModel('b', [[0, 0]]), toModel('c', [[1, 1]])];
    const intervals = bootstrapModels(models, { seed: 0, resamples: 50 });
    // The line through (1,0), (0,0), (1,1): slope ½, intercept 0.
    for (const [index, expected] of [-0.5, 0, 0.5].entries()) {
      expect(intervals[index]!.effectiveRobustness.low).toBeCloseTo(expected, 12);
      expect(intervals[index]!.effectiveRobustness.high).toBeCloseTo(expected, 12);
    }
  });

  test('a model without classes has no interval and does not spoil the others', () => {
    const models = [toModel('a', [[0.8, 0.4]]), toModel('empty', []), toModel('b', [[0.6, 0.5]])];
    const [a, empty] = bootstrapModels(models, { seed: 0, resamples: 200 });
    expect(empty!.model).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(a!.model.low).toBeLessThan(0.4);
    expect(a!.model.high).toBeGreaterThan(0.4);
    expect(Number.isFinite(a!.effectiveRobustness.low)).toBe(true);
  });
});

describe('against numpy', () => {
  test('calibration error', () => {
    const { confidences, correct, expected } = fixture.calibration;
    expect(computeCalibrationError(confidences, correct)).toBeCloseTo(expected, 12);
  });

  test('balanced accuracy', () => {
    const { labels, predicted, expected } = fixture.balanced;
    const predictions = { model: 'm', labels: Int32Array.from(predicted) };
    const images = labels.map((_: number, index: number) => index);
    expect(computeBalancedAccuracy(predictions, Int32Array.from(labels), images)).toBeCloseTo(expected, 12);
  });

  test('nothing measured is no number', () => {
    expect(computeCalibrationError([], [])).toBeNaN();
    expect(computeBalancedAccuracy({ model: 'm', labels: new Int32Array() }, new Int32Array(), [])).toBeNaN();
  });
});

test('pseudo-groups cut every class and split in the middle of its ranking', () => {
  const images = Array.from({ length: 8 }, (_, index) => ({
    classIndex: index === 7 ? 1 : 0,
    split: index < 2 ? ('train' as const) : ('val' as const),
    columns: {},
  }));
  const rankings: ClassRanking[] = [
    { classIndex: 0, split: 'train', images: [1, 0], spuriosity: [0, 1] },
    { classIndex: 0, split: 'val', images: [6, 4, 2, 3, 5], spuriosity: [0, 1, 2, 3, 4] },
  ];
  const grouped = assignPseudoGroups(images, rankings);
  const groups = grouped.map(({ columns }) => columns[PSEUDO_GROUP_COLUMN]!.split(' ')[0]);
  expect(groups).toEqual(['high', 'low', 'low', 'high', 'low', 'high', 'low', '']);
  // Right on the less spurious images only: the worst group is the spurious half, and class 1 is left out.
  const predictions = { model: 'm', labels: Int32Array.of(0, 0, 0, 1, 0, 1, 0, 1) };
  const accuracies = computeGroupAccuracies({
    predictions,
    images: grouped,
    groupColumn: PSEUDO_GROUP_COLUMN,
    split: 'val',
  });
  expect(accuracies.worst).toMatchObject({ group: 'high spuriosity', accuracy: 0, imageCount: 2 });
  expect(accuracies.imageWeightedAccuracy).toBe(3 / 5);
});
