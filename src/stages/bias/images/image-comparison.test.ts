import { describe, expect, test } from 'vitest';
import type { JointOutcome } from '../../../records/bias.js';
import { comparePaired, judgeJointly, toRankPart } from './image-comparison.js';

const model = (name: string, labels: number[]) => ({ model: name, labels: Int32Array.from(labels) });
const times = (outcome: JointOutcome, count: number) => Array.from({ length: count }, () => outcome);

test('who is right about an image; nothing where one of the two says nothing', () => {
  const labels = Int32Array.of(0, 0, 0, 0, 0, 0);
  const first = model('a', [0, 0, 1, 1, -1, 0]);
  const second = model('b', [0, 2, 0, 2, 0, -1]);
  expect([...labels.keys()].map((place) => judgeJointly(first, second, labels, place))).toEqual([
    'both',
    'only-first',
    'only-second',
    'neither',
    null,
    null,
  ]);
});

describe('two accuracies on the same images', () => {
  test('their difference counts the images on which the models part', () => {
    const paired = comparePaired([
      ...times('both', 10),
      ...times('only-first', 1),
      ...times('only-second', 9),
      ...times('neither', 5),
    ]);
    expect(paired).toMatchObject({
      imageCount: 25,
      counts: { both: 10, 'only-first': 1, 'only-second': 9, neither: 5 },
    });
    expect(paired.difference).toBeCloseTo(19 / 25 - 11 / 25, 12);
    // McNemar's exact test by hand: 2 · (C(10,0) + C(10,1)) / 2^10.
    expect(paired.pValue).toBeCloseTo((2 * 11) / 1024, 12);
    // Bonett and Price with 1.5 pseudo-images on either side: (9 + 1.5 − 1 − 1.5) / 28 ± t(25) √((p₁ + p₂ − (p₁ − p₂)²) / 28).
    const [gain, loss] = [10.5 / 28, 2.5 / 28];
    const reach = 2.0595 * Math.sqrt((gain + loss - (gain - loss) ** 2) / 28);
    expect(paired.low).toBeCloseTo(gain - loss - reach, 3);
    expect(paired.high).toBeCloseTo(gain - loss + reach, 3);
  });

  test('are undefined without images, and not certain without disagreement', () => {
    expect(comparePaired([])).toMatchObject({
      imageCount: 0,
      low: -1,
      high: 1,
      pValue: 1,
      difference: Number.NaN,
    });
    const alike = comparePaired(times('both', 10));
    expect(alike).toMatchObject({ difference: 0, pValue: 1 });
    expect(alike.low).toBeLessThan(0);
    expect(alike.high).toBeGreaterThan(0);
  });
});

test('thirds of a ranking: both ends are equally large, the rest is in the middle', () => {
  const toParts = (count: number) => Array.from({ length: count }, (_, place) => toRankPart(place, count));
  expect(toParts(8)).toEqual(['least', 'least', 'middle', 'middle', 'middle', 'middle', 'most', 'most']);
  expect(toParts(2)).toEqual(['middle', 'middle']);
});
