import { expect, test } from 'vitest';
import type { LabelChoice, NoiseFlag } from '../../../../src/protocol/index.js';
import { countFlags, filterFlags, findNextOpen } from './flag-queue.js';

const flag = (image: number, classIndex: number, choice: LabelChoice | null): NoiseFlag => ({
  image,
  path: `${image}.jpg`,
  split: 'val',
  classIndex,
  spuriosity: 1,
  suspectedClassIndex: 9,
  hasCrop: true,
  flaggedBy: null,
  isStanding: true,
  decision: choice && {
    choice,
    newClassIndex: null,
    decidedBy: 'Ada',
    decidedAt: '2026-01-01T00:00:00Z',
  },
});
const flags = [flag(1, 0, null), flag(2, 0, 'keep'), flag(3, 5, null), flag(4, 5, 'exclude')];

test('a filter keeps what stands as it says, of the class it says', () => {
  const list = (...filter: Parameters<typeof filterFlags> extends [unknown, ...infer Rest] ? Rest : never) =>
    filterFlags(flags, ...filter).map(({ image }) => image);
  expect(list('all', null)).toEqual([1, 2, 3, 4]);
  expect(list('open', null)).toEqual([1, 3]);
  expect(list('exclude', 5)).toEqual([4]);
  expect(list('all', 0)).toEqual([1, 2]);
});

test('flags are counted by how they stand', () => {
  expect(countFlags(flags)).toEqual({ all: 4, open: 2, keep: 1, relabel: 0, exclude: 1 });
});

test('the next undecided flag is after this one, or from the start again', () => {
  expect(findNextOpen(flags, 0)).toBe(2);
  expect(findNextOpen(flags, 2)).toBe(0);
  expect(findNextOpen(flags.slice(1, 2), 0)).toBe(0);
  const decided = [flag(1, 0, 'keep'), flag(2, 0, 'keep')];
  expect(findNextOpen(decided, 0)).toBe(1);
  expect(findNextOpen(decided, 1)).toBe(1);
});
