import { expect, it } from 'vitest';
import { parseRankingSearch } from './ranking-search.js';

const toGiven = (raw: Record<string, unknown>) => JSON.parse(JSON.stringify(parseRankingSearch(raw)));

it('keeps what is well-formed', () => {
  const search = { class: 2, split: 'val', feature: 0, k: 5, at: 40, groups: { place: ['land'] }, image: 7 };
  expect(toGiven(search)).toEqual(search);
});

it('leaves out defaults and everything that cannot be meant', () => {
  const search = { class: -1, split: 'dev', order: 'least-first', at: 0, k: 'ten', groups: { place: [] } };
  expect(toGiven({ ...search, overlay: 'hover', size: 'medium', view: 'grid', flagged: 'yes' })).toEqual({});
});

it('does not let an address ask for a page of thousands', () => {
  expect(parseRankingSearch({ k: 1e6 }).k).toBe(200);
});
