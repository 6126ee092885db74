import { expect, test } from 'vitest';
import { computeMethodMeans, type Method, type Trial } from './method-means.js';

const trial = (method: Method, number: number, gapAfter: number): Trial => ({
  model: 'head',
  method,
  trial: number,
  imageCount: 40,
  accuracyBefore: 0.8,
  accuracyAfter: 0.8 + gapAfter / 10,
  gapBefore: 0.6,
  gapAfter,
  epochs: 3,
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
