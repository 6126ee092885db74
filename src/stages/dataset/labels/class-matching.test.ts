import { expect, test } from 'vitest';
import { matchHeadClasses } from './class-matching.js';

const toClasses = (...names: string[]) => names.map((name, index) => ({ index, name, displayName: name }));
const toHead = (...names: string[]) => names.map((name) => ({ name }));

test('classes are found by name, whatever the case, underscores and order', () => {
  expect(matchHeadClasses(toClasses('ant', 'Polar_Bear'), toHead('wasp', 'polar bear', 'Ant'))).toEqual([
    2, 1,
  ]);
});

test('WordNet ids win over names', () => {
  const head = [
    { name: 'crane', wordnetId: 'n2' },
    { name: 'crane', wordnetId: 'n1' },
  ];
  const classes = [
    { index: 0, name: 'n1', displayName: 'crane', wordnetId: 'n1' },
    { index: 1, name: 'n2', displayName: 'crane', wordnetId: 'n2' },
  ];
  expect(matchHeadClasses(classes, head)).toEqual([1, 0]);
  // Names alone cannot tell the two apart.
  expect(matchHeadClasses(toClasses('crane'), toHead('crane', 'crane'))).toBeNull();
});

test('the first synonym of either side will do, but only where no whole name fits', () => {
  const head = toHead('tench, Tinca tinca', 'maillot, tank suit', 'maillot');
  expect(matchHeadClasses(toClasses('tench', 'maillot'), head)).toEqual([0, 2]);
  expect(matchHeadClasses(toClasses('tench, a fish'), toHead('goldfish', 'tench'))).toEqual([1]);
  expect(matchHeadClasses(toClasses('tench, a fish'), head)).toEqual([0]);
  expect(matchHeadClasses(toClasses('crane'), toHead('crane, bird', 'crane, machine'))).toBeNull();
});

test('a class without a row of its own leaves none', () => {
  expect(matchHeadClasses(toClasses('ant', 'bee'), toHead('ant'))).toBeNull();
  expect(matchHeadClasses(toClasses('ant', 'Ant'), toHead('ant', 'bee'))).toBeNull();
});
