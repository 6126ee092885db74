import { expect, test } from 'vitest';
import { findDisputedPairs, isDisputed } from './disputes.js';
import { summarizeClassWork, summarizeWorkers } from './work.js';

const answers = [
  { workerId: 'Bo', classIndex: 4, seconds: 10 },
  { workerId: 'Ann', classIndex: 4, seconds: 40 },
  { workerId: 'Ann', classIndex: 2, seconds: null },
  { workerId: 'Ann', classIndex: 4, seconds: 20 },
  { workerId: 'Al', classIndex: 2, seconds: null },
];

test('work of people: the busiest first, medians over the answers whose time is known', () => {
  expect(summarizeWorkers(answers)).toEqual([
    { workerId: 'Ann', answerCount: 3, timedCount: 2, medianSeconds: 30, totalSeconds: 60 },
    { workerId: 'Al', answerCount: 1, timedCount: 0, medianSeconds: null, totalSeconds: 0 },
    { workerId: 'Bo', answerCount: 1, timedCount: 1, medianSeconds: 10, totalSeconds: 10 },
  ]);
  expect(summarizeWorkers([])).toEqual([]);
});

test('work on classes, by class', () => {
  expect(summarizeClassWork(answers)).toEqual([
    { classIndex: 2, answerCount: 2, timedCount: 0, medianSeconds: null, totalSeconds: 0 },
    { classIndex: 4, answerCount: 3, timedCount: 3, medianSeconds: 20, totalSeconds: 70 },
  ]);
});

test.each([
  [3, 2, true],
  [2, 3, true],
  [2, 2, true],
  [1, 1, true],
  [2, 1, true],
  [3, 1, false],
  [0, 2, false],
  [1, 0, false],
  [0, 0, false],
])('%i for core and %i for spurious: disputed is %s', (votesCore, votesSpurious, expected) => {
  expect(isDisputed({ votesCore, votesSpurious })).toBe(expected);
  const pair = { classIndex: 0, feature: 1, votesCore, votesSpurious };
  expect(findDisputedPairs([pair])).toEqual(expected ? [pair] : []);
});
