import { expect, test } from 'vitest';
import type { ModelNumbers, ModelsResponse } from '../../../../src/protocol/index.js';
import { buildClassGapRows, computeMean, listModelPlaces, listTags } from './class-gaps.js';

const model = (name: string, tags: string[]): ModelNumbers => ({
  model: name,
  kind: 'predictions',
  tags,
  accuracy: 0.8,
  accuracyTop: 0.9,
  accuracyBottom: 0.5,
  spuriousGap: 0.4,
  interval: null,
  meanAbsoluteGap: null,
  worstClass: null,
  effectiveRobustness: null,
});

const response: ModelsResponse = {
  split: 'val',
  reason: null,
  k: 10,
  models: [model('a', ['robust']), model('b', []), model('c', ['clip', 'robust'])],
  discoveryModel: null,
  classes: [4, 7],
  imageCounts: [50, 12],
  reducedK: [false, true],
  gaps: [
    [0.6, null],
    [0.2, null],
    [-0.2, -0.5],
  ],
  accuracyTop: [
    [1, null],
    [0.9, null],
    [0.5, 0.25],
  ],
  accuracyBottom: [
    [0.4, null],
    [0.7, null],
    [0.7, 0.75],
  ],
  ks: [
    [10, null],
    [10, null],
    [10, 4],
  ],
  classMeans: [
    { gap: 0.2, interval: { low: -0.1, high: 0.5 } },
    { gap: -0.5, interval: { low: -0.8, high: 0.2 } },
  ],
  mean: { gap: -0.15, interval: { low: -0.3, high: 0.1 } },
  comparison: null,
  line: null,
};

test('a row holds what every model does in its class; missing predictions are left out of means', () => {
  const [first, second] = buildClassGapRows(response, (index) => `class ${index}`, [7]);
  expect(first).toMatchObject({ classIndex: 4, name: 'class 4', imageCount: 50, gaps: [0.6, 0.2, -0.2] });
  expect(first).toMatchObject({ place: 0, isProvisional: false, mean: response.classMeans[0] });
  expect(first!.spread).toBeCloseTo(0.8, 12);
  expect(second).toMatchObject({
    reducedK: true,
    isProvisional: true,
    mean: response.classMeans[1],
    spread: null,
  });
});

test('models are found by any of their tags', () => {
  expect(listTags(response)).toEqual(['robust', 'clip']);
  expect(listModelPlaces(response, 'robust')).toEqual([0, 2]);
  expect(listModelPlaces(response, null)).toEqual([0, 1, 2]);
});

test('the mean of nothing is nothing', () => {
  expect(computeMean([])).toBeNull();
});
