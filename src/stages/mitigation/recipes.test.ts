import { describe, expect, test } from 'vitest';
import fc from '../../../test/properties.js';
import { UsageError } from '../../base/errors.js';
import { MITIGATION_METHODS } from '../../records/bias.js';
import {
  computeQuarterCount,
  computeShareCount,
  MITIGATION_RECIPES,
  planEpochs,
  toMitigationSettings,
} from './recipes.js';

describe('computeShareCount', () => {
  test.each([
    [1300, 100],
    [5000, 100],
    [500, 38],
    [220, 17],
    [120, 10],
    [20, 10],
    [12, 6],
    [3, 1],
    [1, 1],
  ])('of %d images it takes %d', (imageCount, expected) => {
    expect(computeShareCount(imageCount)).toBe(expected);
  });
});

test.each([
  [500, 500, 125],
  [400, 100, 25],
  [40, 12, 10],
  [12, 12, 6],
  [1, 1, 1],
])('of a class of %d, the smallest having %d, a quarter is %d', (imageCount, smallest, expected) => {
  expect(computeQuarterCount(imageCount, smallest)).toBe(expected);
});

describe('planEpochs', () => {
  test('one pass an epoch, as in the paper', () => {
    expect(planEpochs(MITIGATION_RECIPES.paper.schedule, 279)).toEqual(new Array(20).fill(1));
  });

  test('growing epochs start with single passes and use up the steps', () => {
    expect(planEpochs({ kind: 'growing', steps: 20, growth: 0.5 }, 1)).toEqual([1, 1, 1, 2, 3, 4, 6, 2]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 300 }),
        (steps, stepsPerPass) => {
          const passes = planEpochs({ kind: 'growing', steps, growth: 0.25 }, stepsPerPass);
          const total = passes.reduce((sum, count) => sum + count, 0) * stepsPerPass;
          expect(total).toBeGreaterThanOrEqual(steps);
          expect(total).toBeLessThan(steps + stepsPerPass);
          expect(passes[0]).toBe(1);
        },
      ),
    );
  });

  test('the default measures the gap a bounded number of times', () => {
    expect(planEpochs(MITIGATION_RECIPES['small-data'].schedule, 1).length).toBeLessThan(80);
  });
});

describe('toMitigationSettings', () => {
  test('the recipe paper is the setting of the authors', () => {
    expect(toMitigationSettings({ recipe: 'paper', seed: 1 })).toEqual({
      recipe: 'paper',
      optimizer: { kind: 'sgd', learningRate: 0.001, weightDecay: 0, momentum: 0.9 },
      batchSize: 128,
      imagesPerClass: 100,
      anchors: false,
      schedule: { kind: 'passes', epochs: 20 },
      stopBy: 'gap',
      stopGap: 0.05,
      k: 10,
      methods: MITIGATION_METHODS,
      trials: 3,
      maxAccuracyCost: 0.01,
      seed: 1,
    });
  });

  test('options go before the recipe', () => {
    const settings = toMitigationSettings({
      recipe: 'paper',
      imagesPerClass: 'share',
      learningRate: 0.5,
      seed: 1,
    });
    expect(settings).toMatchObject({
      imagesPerClass: 'share',
      optimizer: { learningRate: 0.5, momentum: 0.9 },
    });
  });

  test.each([
    { imagesPerClass: 0 },
    { imagesPerClass: 1.5 },
    { k: 0 },
    { trials: -1 },
    { learningRate: 0 },
    { learningRate: Number.NaN },
    { stopGap: 5 },
    { maxAccuracyCost: -0.1 },
    { schedule: { kind: 'passes', epochs: 0 } as const },
    { schedule: { kind: 'growing', steps: 10, growth: -1 } as const },
  ])('refuses %j', (options) => {
    expect(() => toMitigationSettings({ ...options, seed: 1 })).toThrow(UsageError);
  });
});
