import { expect, it } from 'vitest';
import { computeWilsonInterval } from './wilson-interval.js';

// R's prop.test(c(8), c(10), correct = FALSE) and binom.confint(…, methods = "wilson").
it.each([
  [8, 10, 0.4901625, 0.9433178],
  [0, 10, 0, 0.2775328],
  [10, 10, 0.7224672, 1],
])('%i of %i', (successes, count, low, high) => {
  const [lower, upper] = computeWilsonInterval(successes / count, count);
  expect(lower).toBeCloseTo(low, 6);
  expect(upper).toBeCloseTo(high, 6);
});

it('says nothing without images', () => {
  expect(computeWilsonInterval(Number.NaN, 0)).toEqual([0, 1]);
});
