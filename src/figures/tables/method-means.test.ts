import { expect, test } from 'vitest';
import type { MitigationMethod, MitigationTrial } from '../../records/bias.js';
import { computeMethodMeans } from './method-means.js';

const measures = {
  ...{ accuracy: 0.8, accuracyTop: 0.9, accuracyBottom: 0.3, gap: 0.6, absoluteGap: 0.6, weakerHalf: 0.4 },
  worstClass: { classIndex: 0, accuracy: 0.4 },
  gapInterval: { low: 0.4, high: 0.7 },
  worstGroup: null,
  worstCell: null,
};

const trial = (method: MitigationMethod, number: number, gapAfter: number): MitigationTrial => ({
  model: 'head',
  method,
  trial: number,
  imageCount: 40,
  accuracyBefore: 0.8,
  accuracyAfter: 0.8 + gapAfter / 10,
  gapBefore: 0.6,
  gapAfter,
  epochs: 3,
  measuredOn: 'val-half',
  measured: { before: measures, after: measures },
  choosing: { before: measures, after: measures },
  curve: [],
});

test('trials are averaged per method, the method itself first', () => {
  const means = computeMethodMeans([
    trial('random', 1, 0.5),
    trial('random', 2, 0.7),
    trial('low-spuriosity', 1, 0.02),
  ]);
  expect(means.map(({ method, trialCount }) => [method, trialCount])).toEqual([
    ['low-spuriosity', 1],
    ['random', 2],
  ]);
  expect(means[1]!.gapAfter).toBeCloseTo(0.6, 12);
  expect(means[1]!.gapSpread).toBeCloseTo(0.1, 12);
  expect(means[0]!.gapSpread).toBe(0);
});
