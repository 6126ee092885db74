/** Sentences of a self-test: each outcome by its intervals, no claim beyond them. */
import { expect, test } from 'vitest';
import type { SelfTestStudy } from '../records/selftest/selftest.js';
import { classifyStudy, describeSelfTest, describeStudy } from './selftest.js';

const toFeature = (rank: number, auroc: number, low: number, high: number) => ({
  feature: 7,
  rank,
  measured: { auroc, low, high },
});
const SEEN = toFeature(2, 0.99, 0.93, 1);
const UNSEEN = toFeature(4, 0.55, 0.4, 0.7);
const OPEN = toFeature(3, 0.85, 0.7, 0.93);
const WORST = { className: 'goose', hasCue: false, accuracy: 0.4, low: 0.25, high: 0.57, imageCount: 30 };

const STUDY: SelfTestStudy = {
  cue: 'border',
  correlation: 0.95,
  look: { colour: [1, 2, 3], corner: 'top-left' },
  classNames: ['goose', 'albatross'],
  imagesPerClass: { train: 100, val: 40, test: 60 },
  featureCount: 512,
  listedCount: 15,
  listed: SEEN,
  best: SEEN,
  verdict: { verdict: 'spurious', probability: 0.93 },
  spuriousPairs: 3,
  spuriosity: { auroc: 0.9, low: 0.8, high: 0.95 },
  gap: null,
  truth: { accuracy: 0.7, effect: { difference: 0.5, low: 0.38, high: 0.6 }, worst: WORST },
  repair: {
    method: 'dfr',
    accuracy: 0.8,
    worst: { ...WORST, accuracy: 0.75 },
    change: { difference: 0.35, low: 0.1, high: 0.55 },
  },
  notRepaired: null,
};

test.each([
  [
    'found',
    {},
    /^A border at 95% is seen \(AUROC 0.99 \(0.93 to 1.00\)\), listed at rank 2 of 512 and called spurious \(probability of spurious 0.93\);/,
  ],
  ['called-core', { verdict: { verdict: 'core', probability: 0.2 } }, /called core/],
  ['not-listed', { listed: UNSEEN, best: { ...SEEN, rank: 87 } }, /rank 87 of 512 and is not listed/],
  [
    'not-seen',
    { listed: UNSEEN, best: UNSEEN },
    /is not seen: of all features the one that was best on validation images has AUROC 0.55/,
  ],
  ['undecided', { listed: OPEN, best: OPEN }, /may be seen or not: 60 test images do not decide/],
  ['undecided', { listed: UNSEEN, best: OPEN }, /may be seen or not/],
] as const)('%s (%#)', (outcome, change, sentence) => {
  const study: SelfTestStudy = { ...STUDY, ...change };
  expect(classifyStudy(study)).toBe(outcome);
  expect(describeStudy(study)).toMatch(sentence);
});

test('effects and repairs are claimed by the end of their interval that is nearest to none', () => {
  expect(describeStudy(STUDY)).toContain(
    'at least 38 points less accurate where the cue is against the habit',
  );
  expect(describeStudy(STUDY)).toContain('the worst group rises from 40% to 75%');
  const truth = { ...STUDY.truth, effect: { difference: 0.1, low: -0.05, high: 0.25 } };
  const repair = { ...STUDY.repair!, change: { difference: 0.35, low: -0.02, high: 0.6 } };
  const open = describeStudy({ ...STUDY, truth, repair });
  expect(open).toContain('is not shown (−5 to +25 points)');
  expect(open).toContain('goes from 40% to 75%, which may be chance');
  const none = describeStudy({ ...STUDY, repair: null, notRepaired: 'no feature was called spurious' });
  expect(none).toMatch(/not repaired: no feature was called spurious\.$/);
});

test('together the cues stand by outcome, with their correlations', () => {
  const studies = [
    STUDY,
    { ...STUDY, correlation: 0.8 },
    { ...STUDY, cue: 'blur', listed: UNSEEN, best: UNSEEN },
  ];
  expect(describeSelfTest(studies)).toEqual([
    'Seen, listed and called spurious: a border at 95% and 80%.',
    'Not seen: blur at 95%.',
  ]);
});
