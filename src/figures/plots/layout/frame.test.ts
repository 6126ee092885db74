import { expect, test } from 'vitest';
import { computeDomain } from './frame.js';

test('a domain has room at both ends and a least width, so that small changes look small', () => {
  const [low, high] = computeDomain([0.5, 1.5], 0.1, 0.1);
  expect(low).toBeCloseTo(0.4, 12);
  expect(high).toBeCloseTo(1.6, 12);
  const [from, to] = computeDomain([0.3], 0.1, 0.1);
  expect(to - from).toBeCloseTo(0.12, 12);
  expect((from + to) / 2).toBeCloseTo(0.3, 12);
});
