import { expect, test } from 'vitest';
import { computeGroupScore, decideByGroup, isTiedToClasses } from '../index.js';

const PAIR = { classIndex: 1, feature: 3 };

test('a group counts only with enough images on both sides of the class', () => {
  const groups = ['water', 'water', 'water', 'water', 'water', 'land', 'land', 'land', 'land', 'land'];
  const activations = Float32Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const score = computeGroupScore(activations, { place: groups });
  expect(score).toEqual({ column: 'place', group: 'water', auroc: 1 });
  expect(decideByGroup(PAIR, score!)).toMatchObject({ verdict: 'spurious', source: 'group-column' });
  expect(computeGroupScore(activations, { place: groups.map(() => 'water') })).toBeNull();
  expect(computeGroupScore(activations.slice(1), { place: groups.slice(1) })).toBeNull();
});

test('a feature that fires evenly over the groups is core', () => {
  const groups = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'a' : 'b'));
  const score = computeGroupScore(
    Float32Array.from({ length: 20 }, (_, n) => Math.floor(n / 2)),
    { group: groups },
  );
  expect(score!.auroc).toBe(0.5);
  expect(decideByGroup(PAIR, score!).verdict).toBe('core');
});

test('a column is tied to the classes when its values come with them more than by chance', () => {
  const classIndices = Array.from({ length: 40 }, (_, n) => Math.floor(n / 20));
  const mostly = classIndices.map((classIndex, n) => (n % 10 === 0 ? 'sea' : ['forest', 'sea'][classIndex]!));
  expect(isTiedToClasses(mostly, classIndices)).toBe(true);
  const fold = classIndices.map((_, n) => ['a', 'b'][n % 2]!);
  expect(isTiedToClasses(fold, classIndices)).toBe(false);
});
