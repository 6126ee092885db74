import { describe, expect, test } from 'vitest';
import type { ClassEntry, PairRow } from '../../../../../src/protocol/index.js';
import fc from '../../../../../test/properties.js';
import {
  countFacets,
  filterPairsRows,
  listCategories,
  type PairsTableRow,
  sortPairsRows,
  toPairsRows,
} from './pairs-rows.js';
import { PAIR_ORDERS, parsePairsSearch } from './pairs-search.js';

function pair(classIndex: number, feature: number, part: Partial<PairRow> = {}): PairRow {
  return {
    classIndex,
    feature,
    rank: 1,
    verdict: null,
    source: null,
    votesCore: 0,
    votesSpurious: 0,
    isDisputed: false,
    isCollision: false,
    importance: 1,
    meanActivation: 1,
    topImage: null,
    ...part,
  };
}

function toGap(classIndex: number, gap: number) {
  return {
    model: 'head',
    classIndex,
    k: 10,
    imageCount: 40,
    reducedK: false,
    accuracyTop: 1,
    accuracyBottom: 1 - gap,
    gap,
    interval: { low: gap - 0.2, high: gap + 0.2 },
  };
}

const ENTRIES = [
  ['n01', 'crane', 'Birds'],
  ['n02', 'lake', 'Places'],
  ['n03', 'Crane (machine)', null],
].map(
  ([name, displayName, superCategory], index): ClassEntry => ({
    index,
    name: name!,
    displayName: displayName!,
    wordnetId: name!,
    gloss: null,
    superCategory: superCategory ?? null,
    imageCounts: {},
  }),
);
const ANSWER = {
  classes: [
    {
      classIndex: 0,
      gap: toGap(0, 0.2),
      pairs: [
        pair(0, 5, { verdict: 'spurious', source: 'people', isDisputed: true }),
        pair(0, 6, { verdict: 'core', source: 'object-mask', isCollision: true, importance: 4 }),
      ],
    },
    { classIndex: 1, gap: null, pairs: [pair(1, 7)] },
    {
      classIndex: 2,
      gap: toGap(2, -0.5),
      pairs: [pair(2, 6, { verdict: 'spurious', source: 'provisional', importance: null })],
    },
  ],
};
const ROWS = toPairsRows(ANSWER, ENTRIES, (index) => ENTRIES[index]!.displayName);

const indices = (rows: readonly PairsTableRow[]) => rows.map(({ classIndex }) => classIndex);
const features = (rows: readonly PairsTableRow[]) =>
  rows.flatMap(({ pairs }) => pairs.map(({ feature }) => feature));

describe('filterPairsRows', () => {
  test('finds names without regard to case, wnids, categories, and an index alone', () => {
    expect(indices(filterPairsRows(ROWS, { find: 'crane' }))).toEqual([0, 2]);
    expect(indices(filterPairsRows(ROWS, { find: ' N02' }))).toEqual([1]);
    expect(indices(filterPairsRows(ROWS, { find: 'bird' }))).toEqual([0]);
    expect(indices(filterPairsRows(ROWS, { find: '2' }))).toContain(2);
    expect(indices(filterPairsRows(ROWS, { category: 'Places' }))).toEqual([1]);
  });

  test('keeps the pairs for which every facet holds and drops classes without one', () => {
    expect(features(filterPairsRows(ROWS, { show: ['spurious'] }))).toEqual([5, 6]);
    expect(features(filterPairsRows(ROWS, { show: ['spurious', 'unreviewed'] }))).toEqual([6]);
    expect(features(filterPairsRows(ROWS, { show: ['collision'] }))).toEqual([6]);
    expect(filterPairsRows(ROWS, { show: ['disputed', 'core'] })).toEqual([]);
  });
});

test('countFacets counts pairs; an automatic verdict and none at all are unreviewed', () => {
  expect(countFacets(ANSWER)).toEqual({ spurious: 2, core: 1, unreviewed: 3, disputed: 1, collision: 1 });
});

test('listCategories lists each once', () => {
  expect(listCategories(ENTRIES)).toEqual(['Birds', 'Places']);
});

describe('sortPairsRows', () => {
  test.each([
    [undefined, [0, 1, 2]],
    ['name', [0, 2, 1]],
    ['gap', [0, 2, 1]],
    ['absolute-gap', [2, 0, 1]],
    ['spurious', [0, 2, 1]],
    ['importance', [0, 1, 2]],
  ] as const)('by %s', (sort, expected) => {
    expect(indices(sortPairsRows(ROWS, { sort }))).toEqual(expected);
  });

  test('reversed, what is unknown stays last', () => {
    expect(indices(sortPairsRows(ROWS, { sort: 'gap', order: 'reversed' }))).toEqual([2, 0, 1]);
    expect(indices(sortPairsRows(ROWS, { order: 'reversed' }))).toEqual([2, 1, 0]);
  });
});

test('any address gives a state that reads back as itself', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.array(fc.string()),
    fc.constantFrom(...PAIR_ORDERS),
    fc.boolean(),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('find', 'show', 'category', 'sort', 'order', 'thumbnails'), value),
      (raw) => {
        const parsed = parsePairsSearch(raw);
        expect(parsePairsSearch({ ...parsed })).toEqual(parsed);
      },
    ),
  );
  expect(parsePairsSearch({ sort: 'index', show: ['nonsense', 'core'] })).toEqual({ show: ['core'] });
});
