import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adjustByBenjaminiHochberg,
  computeBinomialProbabilities,
  computeSignFlipPValue,
  createBinomialSampler,
  createRandom,
} from './index.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/comparison.json', import.meta.url), 'utf8'),
);

describe('against scipy', () => {
  test.each(fixture.binomials as { trials: number; probability: number; expected: number[] }[])(
    'binomial probabilities of $trials trials at $probability',
    ({ trials, probability, expected }) => {
      const probabilities = computeBinomialProbabilities(trials, probability);
      // Ratios of neighbours are multiplied up to `trials` times: some 1e-16 each.
      for (const [x, value] of expected.entries()) expect(probabilities[x]).toBeCloseTo(value, 12);
    },
  );

  test.each(fixture.sign_flips as { signs: number; sum: number; expected: number }[])(
    'p-value of a sum of $sum over $signs signs',
    ({ signs, sum, expected }) => {
      expect(computeSignFlipPValue(signs, sum)).toBeCloseTo(expected, 11);
    },
  );

  test('corrected p-values', () => {
    for (const { p_values, expected } of fixture.corrections) {
      const adjusted = adjustByBenjaminiHochberg(p_values);
      for (const [index, value] of expected.entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
    }
  });
});

describe('computeBinomialProbabilities', () => {
  test('certain outcomes have probability one', () => {
    expect([...computeBinomialProbabilities(3, 0)]).toEqual([1, 0, 0, 0]);
    expect([...computeBinomialProbabilities(3, 1)]).toEqual([0, 0, 0, 1]);
    expect([...computeBinomialProbabilities(0, 0.5)]).toEqual([1]);
  });
});

describe('createBinomialSampler', () => {
  test('draws follow the distribution', () => {
    const draw = createBinomialSampler(12, 0.3);
    const random = createRandom(5);
    const counts = new Float64Array(13);
    const drawCount = 40_000;
    for (let n = 0; n < drawCount; n++) counts[draw(random)]! += 1;
    const expected = computeBinomialProbabilities(12, 0.3);
    for (const [x, probability] of expected.entries()) {
      // Five standard errors of a share.
      const tolerance = 5 * Math.sqrt((probability * (1 - probability)) / drawCount) + 1e-9;
      expect(Math.abs(counts[x]! / drawCount - probability)).toBeLessThan(tolerance);
    }
  });

  test('certainty draws nothing else', () => {
    const random = createRandom(1);
    expect(createBinomialSampler(10, 1)(random)).toBe(10);
    expect(createBinomialSampler(10, 0)(random)).toBe(0);
  });
});

describe('adjustByBenjaminiHochberg', () => {
  test('missing tests stay missing and do not count', () => {
    expect(adjustByBenjaminiHochberg([Number.NaN, 0.02, 0.04])).toEqual([Number.NaN, 0.04, 0.04]);
    expect(adjustByBenjaminiHochberg([])).toEqual([]);
  });
});
