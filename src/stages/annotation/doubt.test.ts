import { expect, test } from 'vitest';
import type { Verdict } from '../../records/annotation.js';
import { computeFlipProbability } from './doubt.js';

const create = (part: Partial<Verdict>): Verdict => ({
  classIndex: 0,
  feature: 0,
  verdict: 'core',
  votesCore: 0,
  votesSpurious: 0,
  source: 'provisional',
  score: null,
  probability: null,
  basis: 'A test.',
  ...part,
});

test('M45: a guess is turned over as often as its calibrated probability says, in a scene at most as often as not', () => {
  expect(computeFlipProbability(create({ verdict: 'spurious', probability: 0.8 }))).toBeCloseTo(0.2, 12);
  expect(computeFlipProbability(create({ verdict: 'core', probability: 0.3 }))).toBe(0.3);
  expect(computeFlipProbability(create({ verdict: 'core' }))).toBe(0.5);
  expect(computeFlipProbability(null)).toBe(0.5);
});

test('M45: masks and groups are taken to err in one of ten, more the nearer their score is to the limit', () => {
  const byMask = (score: number) => computeFlipProbability(create({ source: 'object-mask', score }));
  expect(byMask(0.5)).toBe(0.5);
  expect(byMask(0.45)).toBeCloseTo(0.3, 12);
  expect(byMask(0.2)).toBe(0.1);
  expect(byMask(0.9)).toBe(0.1);
  const byGroup = (score: number) => computeFlipProbability(create({ source: 'group-column', score }));
  expect([byGroup(0.75), byGroup(0.9)]).toEqual([0.5, 0.1]);
});

test('M45: what people agree on stays; where one vote decides, or none, the odds are even', () => {
  const byPeople = (votesCore: number, votesSpurious: number) =>
    computeFlipProbability(create({ source: 'people', votesCore, votesSpurious }));
  expect([byPeople(1, 0), byPeople(3, 0), byPeople(0, 2)]).toEqual([0, 0, 0]);
  expect([byPeople(1, 1), byPeople(1, 2)]).toEqual([0.5, 0.5]);
  expect(computeFlipProbability(create({ source: 'adjudicated', votesCore: 1, votesSpurious: 2 }))).toBe(0);
});
