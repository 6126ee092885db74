import { describe, expect, test } from 'vitest';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import { compareOnFreshImages } from './fresh-images.js';
import { computeClassGaps } from './gaps.js';
import { compareModels, summarizeModels } from './models.js';

/** One pattern per class for every model: least spurious image first, 1 for right, - for no prediction. */
function createCase(patterns: string[][]): [ClassRanking[], Predictions[], Int32Array] {
  const width = Math.max(...patterns.flat().map((pattern) => pattern.length));
  const rankings = patterns[0]!.map((pattern, classIndex): ClassRanking => {
    const images = [...pattern].map((_, place) => classIndex * width + place);
    return { classIndex, split: 'val', images, spuriosity: images };
  });
  const labels = Int32Array.from({ length: rankings.length * width }, (_, image) =>
    Math.floor(image / width),
  );
  const predictions = patterns.map((ofModel, model): Predictions => {
    const predicted = Int32Array.from(labels, () => -1);
    ofModel.forEach((pattern, classIndex) => {
      [...pattern].forEach((sign, place) => {
        if (sign !== '-') predicted[classIndex * width + place] = sign === '1' ? classIndex : 99;
      });
    });
    return { model: `m${model}`, labels: predicted };
  });
  return [rankings, predictions, labels];
}

/** All pairs of a half and the other half of four images. */
const HALVES = [
  [0, 1, 2, 3],
  [0, 2, 1, 3],
  [0, 3, 1, 2],
  [1, 2, 0, 3],
  [1, 3, 0, 2],
  [2, 3, 0, 1],
] as const;
/** Both ends of a class halved independently: every first half's gap with the second half's. */
function listHalfGaps(pattern: string): [first: number, second: number][] {
  const right = [...pattern].map(Number);
  return HALVES.flatMap(([a, b, c, d]) =>
    HALVES.map(([e, f, g, h]): [number, number] => [
      (right[4 + a]! + right[4 + b]! - right[e]! - right[f]!) / 2,
      (right[4 + c]! + right[4 + d]! - right[g]! - right[h]!) / 2,
    ]),
  );
}

function covariance(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(x.map((value, place) => value * y[place]!)) - mean(x) * mean(y);
}

describe('compareOnFreshImages', () => {
  const PATTERNS = [
    ['00010111', '01010110', '11010100'],
    ['00001110', '10110011', '01111101'],
  ];

  test('is the mean over all ways to split the images into a half for either model', () => {
    const [rankings, predictions, labels] = createCase(PATTERNS);
    const { correlations, trueCorrelations } = compareOnFreshImages(rankings, predictions, labels, { k: 4 });
    const gaps = predictions.map((one) =>
      computeClassGaps(rankings, one, labels, { k: 4 }).map(({ gap }) => gap),
    );
    const deviation = gaps.map((ofModel) => Math.sqrt(covariance(ofModel, ofModel)));
    const expected = PATTERNS.map((first) =>
      PATTERNS.map((second) => {
        const [one, two, three] = first.map((pattern, place) => {
          const others = listHalfGaps(second[place]!);
          return listHalfGaps(pattern).map(([half], index): [number, number] => [half, others[index]![1]]);
        });
        const all = one!.flatMap((a) => two!.flatMap((b) => three!.map((c) => [a, b, c])));
        const sum = all.reduce(
          (total, ways) =>
            total +
            covariance(
              ways.map(([half]) => half),
              ways.map(([, half]) => half),
            ),
          0,
        );
        return sum / all.length;
      }),
    );
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      expect(correlations[a]![b]).toBeCloseTo(expected[a]![b]! / (deviation[a]! * deviation[b]!), 12);
      const scale = Math.sqrt(expected[a]![a]! * expected[b]![b]!);
      expect(scale).toBeGreaterThan(0);
      expect(trueCorrelations[a]![b]).toBeCloseTo(expected[a]![b]! / scale, 12);
    }
  });

  test('without noise at the ends it says what the plain comparison says', () => {
    const [rankings, predictions, labels] = createCase([
      ['0011', '0000', '1100', '1111'],
      ['0011', '1111', '0000', '1100'],
      ['0011', '0011', '1111', '0000'],
    ]);
    const fresh = compareOnFreshImages(rankings, predictions, labels, { k: 2 });
    const plain = compareModels(
      summarizeModels(
        predictions.map((one) => ({
          model: one.model,
          accuracy: 1,
          gaps: computeClassGaps(rankings, one, labels, { k: 2 }),
        })),
      ),
    );
    expect(fresh.classes).toEqual(plain.classes);
    for (const matrix of [fresh.correlations, fresh.trueCorrelations])
      for (const [a, row] of matrix.entries())
        for (const [b, r] of row.entries()) expect(r).toBeCloseTo(plain.correlations[a]![b]!, 12);
    expect(fresh.meanReliability).toBeCloseTo(1, 12);
    for (const name of [
      'meanCorrelation',
      'varianceAcrossClasses',
      'varianceAcrossModels',
      'varianceRatio',
    ] as const)
      expect(fresh[name]).toBeCloseTo(plain[name], 12);
  });

  test('a model that repeats the accidents of another agrees with it no more than with itself', () => {
    const [rankings, predictions, labels] = createCase([PATTERNS[0]!, PATTERNS[0]!]);
    const { correlations, meanCorrelation, meanReliability } = compareOnFreshImages(
      rankings,
      predictions,
      labels,
      {
        k: 4,
      },
    );
    expect(meanCorrelation).toBeLessThan(0.9);
    expect(meanCorrelation).toBeCloseTo(meanReliability, 12);
    expect(correlations[0]![1]).toBeCloseTo(correlations[0]![0]!, 12);
  });

  test('images that one model did not predict count for none; a single image at an end is too few', () => {
    const [rankings, predictions, labels] = createCase([
      ['0-1', '0011', '0-011'],
      ['001', '0101', '01101'],
    ]);
    const fresh = compareOnFreshImages(rankings, predictions, labels, { k: 2 });
    expect(fresh.classes).toEqual([1, 2]);
    // Without the second image of class 2 the ends of the second model are 01 and 01, a gap of 0 as in class 1.
    expect(fresh.varianceAcrossClasses).toBeLessThan(0);
    expect(compareOnFreshImages(rankings, predictions, labels, { k: 1 }).classes).toEqual([]);
  });

  test('gaps that are the same everywhere have no correlation', () => {
    const [rankings, predictions, labels] = createCase([
      ['0011', '0011'],
      ['0011', '1111'],
    ]);
    const fresh = compareOnFreshImages(rankings, predictions, labels, { k: 2 });
    expect(fresh.correlations[0]).toEqual([Number.NaN, Number.NaN]);
    expect(fresh.meanCorrelation).toBeNaN();
    expect(fresh.meanReliability).toBe(1);
  });
});
