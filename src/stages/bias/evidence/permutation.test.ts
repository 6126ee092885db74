/** Permutations against counting all of them by hand. */
import { expect, test } from 'vitest';
import type { Panel } from './panel.js';
import { computePermutationP, createScorePermuter, permuteVerdicts } from './permutation.js';

const DRAWS = 20_000;
/** Five standard errors of a share of 20,000 draws. */
const TOLERANCE = 5 * Math.sqrt(0.25 / DRAWS);

/** A panel of one model that is right where `pattern` has a 1. */
function createPanel(pattern: string, k: number): Panel {
  return {
    models: [0],
    places: Int32Array.from(pattern, (_, place) => place),
    correct: Uint8Array.from(pattern, Number),
    k,
  };
}

/** Shares of the draws by difference. */
function countDifferences(panel: Panel, scores: number[]): Map<number, number> {
  const shares = new Map<number, number>();
  const permute = createScorePermuter(panel, { seed: 3, draws: DRAWS });
  for (const difference of permute(Float64Array.from(scores)))
    shares.set(difference, (shares.get(difference) ?? 0) + 1 / DRAWS);
  return shares;
}

test('different scores: every pair of ends equally often', () => {
  // One of four right, one image at either end: it is on top, at the bottom or neither with ¼, ¼, ½.
  const shares = countDifferences(createPanel('0100', 1), [5, 1, 3, 2]);
  expect(Math.abs(shares.get(1)! - 0.25)).toBeLessThan(TOLERANCE);
  expect(Math.abs(shares.get(-1)! - 0.25)).toBeLessThan(TOLERANCE);
});

test('equal scores at the edge of an end keep their order by position', () => {
  // Scores 0, 0, 0, 1: the bottom is the first of the three images that drew a 0. The last image is never before two others.
  const shares = countDifferences(createPanel('0001', 1), [0, 0, 0, 1]);
  expect(shares.get(-1)).toBeUndefined();
  expect(Math.abs(shares.get(1)! - 0.25)).toBeLessThan(TOLERANCE);
});

test('equal scores of both ends: nothing changes', () => {
  expect([...countDifferences(createPanel('01101', 2), [2, 2, 2, 2, 2]).keys()]).toEqual([0]);
});

test('verdicts: each set of features as often as any other', () => {
  const panel = createPanel('0011', 1);
  const features = [Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 3, 2, 1), Float64Array.of(1, 4, 2, 3)];
  const drawn = permuteVerdicts(panel, { features, spuriousCount: 1 }, { seed: 1, draws: DRAWS });
  const sum = drawn.reduce((total, difference) => total + difference, 0);
  // Their gaps are 1, −1 and 0.
  expect(Math.abs(sum / DRAWS)).toBeLessThan(2 * TOLERANCE);
});

test('p counts draws as large as observed, rounding aside', () => {
  expect(computePermutationP(0.3, [0.1 + 0.2, 0.2, 0.4])).toBe(3 / 4);
  expect(computePermutationP(1, [0, 0.5])).toBe(1 / 3);
});
