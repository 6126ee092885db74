/**
 * Gaps, model comparison, curves and intervals: against numpy (`scripts/make-statistics-fixtures.py`) and by hand.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import type { ClassGap, ClassRanking, Predictions } from '../../records/bias.js';
import { accuracyByRank, gapByK } from './curves.js';
import { computeClassGaps, DEFAULT_K, isNegativeGap, meanGap } from './gaps.js';
import { compareModels, computeAccuracy, summarizeModels } from './models.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/statistics/bias.json', import.meta.url), 'utf8'),
);
const labels = Int32Array.from(fixture.labels);
const rankings: ClassRanking[] = fixture.rankings.map((images: number[], classIndex: number) =>
  createRanking(images, classIndex),
);
const models = fixture.models.map((model: { predictions: number[] }, index: number) => {
  const predictions = { model: `m${index}`, labels: Int32Array.from(model.predictions) };
  return { ...model, predictions, classGaps: computeClassGaps(rankings, predictions, labels) };
});

/** Digits to which sums of a few dozen fractions must agree whatever their order. */
const DIGITS = 12;

function createRanking(images: number[], classIndex = 0): ClassRanking {
  return { classIndex, split: 'val', images, spuriosity: images.map((_, place) => place) };
}

/** A class 0 whose images are ranked 0, 1, 2, …; `pattern` says from least to most spurious: 1 right, 0 wrong, - none. */
function createPattern(pattern: string): [ClassRanking[], Predictions, Int32Array] {
  const predicted = [...pattern].map((sign) => (sign === '-' ? -1 : sign === '1' ? 0 : 1));
  return [
    [createRanking([...predicted.keys()])],
    { model: 'm', labels: Int32Array.from(predicted) },
    new Int32Array(predicted.length),
  ];
}

function createGap(classIndex: number, accuracyTop: number, accuracyBottom: number, k = 10): ClassGap {
  const gap = accuracyTop - accuracyBottom;
  return { model: 'm', classIndex, k, imageCount: 2 * k, reducedK: false, accuracyTop, accuracyBottom, gap };
}

describe('against numpy', () => {
  test('class gaps', () => {
    for (const { gaps, classGaps } of models) {
      const rows = classGaps.map((gap: ClassGap) => [
        gap.classIndex,
        gap.k,
        gap.imageCount,
        gap.accuracyTop,
        gap.accuracyBottom,
        gap.gap,
      ]);
      expect(rows.length).toBe(gaps.length);
      for (const [row, expected] of gaps.entries()) {
        for (const [column, value] of expected.entries())
          expect(rows[row][column]).toBeCloseTo(value, DIGITS);
      }
    }
  });

  test('accuracy and accuracy by rank', () => {
    for (const { predictions, accuracy, curve } of models) {
      expect(computeAccuracy(predictions, labels, [...labels.keys()])).toBeCloseTo(accuracy, DIGITS);
      const bins = accuracyByRank(rankings, predictions, labels, fixture.bins);
      for (const [bin, value] of curve.entries()) expect(bins[bin]!.accuracy).toBeCloseTo(value, DIGITS);
      const predictedCount = predictions.labels.filter((label: number) => label >= 0).length;
      expect(bins.reduce((sum, { imageCount }) => sum + imageCount, 0)).toBe(predictedCount);
    }
  });

  test('effective robustness and the comparison of models', () => {
    const summaries = summarizeModels(
      models.map(({ predictions, accuracy, classGaps }: (typeof models)[number]) => ({
        model: predictions.model,
        accuracy,
        gaps: classGaps,
      })),
    );
    for (const [index, { effectiveRobustness }] of summaries.entries()) {
      // polyfit solves by SVD; four points in 0..1.
      expect(effectiveRobustness).toBeCloseTo(fixture.effective_robustness[index], 10);
    }
    const comparison = compareModels(summaries);
    for (const [row, values] of fixture.correlations.entries()) {
      for (const [column, r] of values.entries()) {
        expect(comparison.correlations[row]![column]).toBeCloseTo(r, DIGITS);
      }
    }
    expect(comparison.varianceAcrossClasses).toBeCloseTo(fixture.variance_across_classes, DIGITS);
    expect(comparison.varianceAcrossModels).toBeCloseTo(fixture.variance_across_models, DIGITS);
    expect(comparison.varianceRatio).toBeCloseTo(
      fixture.variance_across_classes / fixture.variance_across_models,
      10,
    );
    expect(comparison.negativeShare).toBeCloseTo(fixture.negative_share, DIGITS);
  });
});

describe('computeClassGaps', () => {
  test('the k most spurious against the k least', () => {
    const [gap] = computeClassGaps(...createPattern('001011'), { k: 2 });
    expect(gap).toEqual({
      model: 'm',
      classIndex: 0,
      k: 2,
      imageCount: 6,
      reducedK: false,
      accuracyTop: 1,
      accuracyBottom: 0,
      gap: 1,
    });
  });

  test('both ends differ where the published script, for classes of at most 1000 images, compares an end with itself', () => {
    const [gap] = computeClassGaps(...createPattern('0'.repeat(25) + '1'.repeat(25)));
    expect(gap).toMatchObject({ k: DEFAULT_K, gap: 1 });
  });

  test.each([
    ['0011', 2, 2, false],
    ['001', 2, 1, true],
    ['01', 2, 1, true],
    ['0-1-', 2, 1, true],
    ['-0011-', 2, 2, false],
  ])('%s with k = %i is measured with k = %i', (pattern, askedK, k, reducedK) => {
    expect(computeClassGaps(...createPattern(pattern), { k: askedK })).toMatchObject([
      { k, reducedK, gap: 1 },
    ]);
  });

  test('fewer than two predicted images: left out', () => {
    expect(computeClassGaps(...createPattern('1'))).toEqual([]);
    expect(computeClassGaps(...createPattern('--1-'))).toEqual([]);
    expect(computeClassGaps(...createPattern(''))).toEqual([]);
  });

  test('k must be a whole number from 1', () => {
    expect(() => computeClassGaps(...createPattern('01'), { k: 0 })).toThrow(RangeError);
    expect(() => computeClassGaps(...createPattern('01'), { k: 1.5 })).toThrow(RangeError);
  });

  test('turning the ranking over turns the sign of the gap over', () => {
    const pattern = fc
      .array(fc.constantFrom('0', '1', '-'), { maxLength: 40 })
      .map((signs) => signs.join(''));
    fc.assert(
      fc.property(pattern, fc.integer({ min: 1, max: 12 }), (signs, k) => {
        const forward = computeClassGaps(...createPattern(signs), { k });
        const backward = computeClassGaps(...createPattern([...signs].reverse().join('')), { k });
        expect(backward.length).toBe(forward.length);
        for (const [index, gap] of forward.entries()) {
          expect(backward[index]!.gap).toBe(0 - gap.gap);
          expect(Math.abs(gap.gap)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('summarizeModels', () => {
  test('robustness is the distance above the line through the models', () => {
    // Line through (0, 0), (1, 0), (0.5, 0.3): slope 0, intercept 0.1.
    const summaries = summarizeModels(
      [createGap(0, 0, 0), createGap(0, 1, 0), createGap(0, 0.5, 0.3)].map((gap, index) => ({
        model: `m${index}`,
        accuracy: 0.5,
        gaps: [gap],
      })),
    );
    for (const [index, expected] of [-0.1, -0.1, 0.2].entries()) {
      expect(summaries[index]!.effectiveRobustness).toBeCloseTo(expected, DIGITS);
    }
  });

  test('one model, or models that are equal on the spurious end, have no line', () => {
    const one = { model: 'a', accuracy: 1, gaps: [createGap(0, 0.9, 0.4)] };
    expect(summarizeModels([one])[0]!.effectiveRobustness).toBeNaN();
    const other = { model: 'b', accuracy: 1, gaps: [createGap(0, 0.9, 0.1)] };
    expect(summarizeModels([one, other])[1]!.effectiveRobustness).toBeNaN();
  });

  test('a model without gaps is NaN itself and leaves the others alone', () => {
    const a = { model: 'a', accuracy: 1, gaps: [createGap(0, 0.9, 0.4)] };
    const b = { model: 'b', accuracy: 1, gaps: [createGap(0, 0.5, 0.1)] };
    const none = { model: 'none', accuracy: 0.7, gaps: [] };
    const [first, second, third] = summarizeModels([a, none, b]);
    expect(second).toMatchObject({ accuracy: 0.7, spuriousGap: Number.NaN, effectiveRobustness: Number.NaN });
    expect([first, third]).toEqual(summarizeModels([a, b]));
  });

  test('no models, no summaries', () => {
    expect(summarizeModels([])).toEqual([]);
  });
});

describe('compareModels', () => {
  test('looks at the classes that every model has', () => {
    const [a, b] = summarizeModels([
      { model: 'a', accuracy: 1, gaps: [createGap(0, 1, 0), createGap(1, 0.5, 0.7), createGap(2, 1, 0.5)] },
      { model: 'b', accuracy: 1, gaps: [createGap(2, 0.5, 0.5), createGap(1, 0.5, 1)] },
    ]);
    const comparison = compareModels([a!, b!]);
    expect(comparison.classes).toEqual([1, 2]);
    expect(comparison.negativeShare).toBe(0.5);
    expect(comparison.meanCorrelation).toBeCloseTo(1, DIGITS);
  });

  test('one model: no spread over models, so no ratio', () => {
    const [only] = summarizeModels([
      { model: 'a', accuracy: 1, gaps: [createGap(0, 1, 0), createGap(1, 0, 1)] },
    ]);
    const comparison = compareModels([only!]);
    expect(comparison).toMatchObject({
      varianceAcrossClasses: 2,
      varianceRatio: Number.NaN,
      negativeShare: 0.5,
    });
    expect(comparison.meanCorrelation).toBeNaN();
    expect(compareModels([])).toMatchObject({ models: [], classes: [], negativeShare: Number.NaN });
  });
});

test('a mean gap that is 0 but for rounding is not negative', () => {
  const mean = meanGap([createGap(0, 0.3, 0), createGap(0, 0, 0.2), createGap(0, 0, 0.1)]);
  expect(mean).toBeLessThan(0);
  expect(isNegativeGap(mean)).toBe(false);
  expect(isNegativeGap(-0.001)).toBe(true);
});

describe('curves', () => {
  test('a class with fewer images than bins leaves bins to the others', () => {
    const bins = accuracyByRank(...createPattern('01'), 4);
    expect(bins.map(({ accuracy, imageCount }) => [accuracy, imageCount])).toEqual([
      [0, 1],
      [Number.NaN, 0],
      [1, 1],
      [Number.NaN, 0],
    ]);
    expect(bins[1]).toMatchObject({ rankStart: 0.25, rankEnd: 0.5, classCount: 0 });
  });

  test('gap by k', () => {
    expect(gapByK(...createPattern('0101'), [1, 2, 3])).toEqual([
      { k: 1, gap: 1, classCount: 1, reducedClassCount: 0 },
      { k: 2, gap: 0, classCount: 1, reducedClassCount: 0 },
      { k: 3, gap: 0, classCount: 1, reducedClassCount: 1 },
    ]);
  });
});
