import { describe, expect, test } from 'vitest';
import fc from '../../../../test/properties.js';
import type { ClassGap } from '../../../records/bias.js';
import { computeSpuriosity, computeZScores } from '../../ranking/index.js';
import { computeClassGaps } from '../gaps.js';
import { compareValues, computeAnswerValue, countToSettle, sumGaps } from './answer-values.js';
import { type ClassImages, computeClassFlips } from './class-flips.js';

const CLASS = 2;

/** One class of validation images, by its columns (one a feature, from 0) and what the model says. */
function createClass(columns: number[][], predicted: number[]): ClassImages {
  return {
    classIndex: CLASS,
    split: 'val',
    model: 'head',
    predicted: Int32Array.from(predicted),
    pairs: columns.map((column, feature) => ({ feature, zScores: computeZScores(column) })),
  };
}

/** The same gap by the functions of `rank` and `gap`. */
function measureFromScratch(columns: number[][], predicted: number[], spurious: boolean[], k: number) {
  const rowCount = predicted.length;
  const rankings = computeSpuriosity({
    columns: {
      rowCount,
      features: columns.map((_, feature) => feature),
      columns: columns.map((column) => Float32Array.from(column)),
    },
    valid: new Uint8Array(rowCount).fill(1),
    images: predicted.map(() => ({ classIndex: CLASS, split: 'val' as const })),
    split: 'val',
    verdicts: spurious.map((isSpurious, feature) => ({
      classIndex: CLASS,
      feature,
      verdict: isSpurious ? 'spurious' : 'core',
    })),
  });
  const labels = new Int32Array(rowCount).fill(CLASS);
  const predictions = { model: 'head', labels: Int32Array.from(predicted) };
  return computeClassGaps(rankings, predictions, labels, { k })[0] ?? null;
}

describe('M46: turning a verdict over', () => {
  test('gives the gaps that rank and gap give with that verdict, to the last bit', () => {
    const classes = fc.record({
      images: fc.array(
        fc.record({
          a: fc.integer({ min: 0, max: 9 }),
          b: fc.nat(5),
          c: fc.nat(3),
          says: fc.integer({ min: -1, max: 3 }),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      spurious: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      k: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(classes, ({ images, spurious, k }) => {
        const columns = [images.map(({ a }) => a), images.map(({ b }) => b), images.map(({ c }) => c)];
        const predicted = images.map(({ says }) => says);
        const { gap, flips } = computeClassFlips(createClass(columns, predicted), spurious, k);
        expect(gap).toEqual(measureFromScratch(columns, predicted, spurious, k));
        for (const [place, flip] of flips.entries()) {
          const flipped = spurious.with(place, !spurious[place]);
          expect(flip.gap).toEqual(measureFromScratch(columns, predicted, flipped, k));
          expect(flip.turnover).toBeGreaterThanOrEqual(0);
          expect(flip.turnover).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('turnover: 0 where the ends stay, 1 where they change places or the ranking goes', () => {
    const up = [0, 1, 2, 3];
    const images = createClass([up, up, up.toReversed()], [CLASS, 0, CLASS, 0]);
    const [, same] = computeClassFlips(images, [true, false, false], 1).flips;
    expect(same!.turnover).toBe(0);
    const [alone] = computeClassFlips(images, [true, false, false], 1).flips;
    expect(alone).toEqual({ gap: null, turnover: 1 });
    // The second pair against the third: every image is average, and ties stand in data set order.
    const [first] = computeClassFlips(images, [true, false, true], 1).flips;
    expect(first!.turnover).toBe(1);
  });
});

const toGap = (gap: number) => ({ gap }) as ClassGap;

describe('M47: the value of an answer', () => {
  const mean = sumGaps([{ gap: toGap(0.5) }, { gap: toGap(0.1) }, { gap: null }]);

  test('is the change of the mean gap times the probability', () => {
    const value = (gap: number | null, then: number | null, flipProbability = 0.5) =>
      computeAnswerValue(
        {
          flipProbability,
          flip: { gap: then === null ? null : toGap(then), turnover: 0.4 },
          gap: gap === null ? null : toGap(gap),
        },
        mean,
      ).value;
    expect(mean).toEqual({ sum: 0.6, count: 2 });
    expect(value(0.5, 0.3)).toBeCloseTo(0.5 * 0.1, 12);
    // A class that gets a ranking counts with all others, one that loses its last spurious feature no more.
    expect(value(null, 0.9)).toBeCloseTo(0.5 * (0.5 - 0.3), 12);
    expect(value(0.5, null)).toBeCloseTo(0.5 * (0.3 - 0.1), 12);
    expect(value(null, 0.3)).toBeCloseTo(0, 12);
    expect(value(0.5, 0.3, 0)).toBe(0);
  });

  test('of the only class is its whole gap', () => {
    const only = sumGaps([{ gap: toGap(-0.4) }]);
    const doubt = { flipProbability: 1, flip: { gap: null, turnover: 1 }, gap: toGap(-0.4) };
    expect(computeAnswerValue(doubt, only)).toEqual({ value: 0.4, turnover: 1 });
  });

  test('orders by value, then by how many images would change places', () => {
    const values = [
      { value: 0, turnover: 0.1 },
      { value: 0.2, turnover: 0 },
      { value: 0, turnover: 0.3 },
    ];
    expect(values.toSorted(compareValues).map(({ turnover }) => turnover)).toEqual([0, 0.3, 0.1]);
  });
});

test('M48: counts the answers that leave a tenth of the uncertainty at the start', () => {
  expect(countToSettle([1, 6, 3], 10)).toBe(2);
  expect(countToSettle([0.1, 0.6, 0.3], 1)).toBe(2);
  // Half is settled already; once more than a tenth of it would be too little to count on.
  expect(countToSettle([1, 3, 1], 10)).toBe(2);
  expect(countToSettle([0.5, 0.5], 10)).toBe(0);
  expect(countToSettle([], 0)).toBe(0);
});
