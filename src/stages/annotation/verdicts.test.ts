import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ANSWER_CHOICES, type Answer, type AnswerChoice, type Verdict } from '../../records/annotation.js';
import { computeFleissKappa } from './agreement.js';
import { summarizeAnnotations } from './summary.js';
import { countVotes, decideByAdjudication, mergeVerdicts, tallyVerdicts } from './verdicts.js';

/** `counts` answers main object, separate object, background to one pair, by workers of their own. */
function answerPair(classIndex: number, feature: number, counts: readonly number[]): Answer[] {
  const mains = counts.flatMap((count, choice) =>
    new Array<AnswerChoice>(count).fill(ANSWER_CHOICES[choice]!),
  );
  return mains.map((main, place) => ({
    workerId: `w${place}`,
    wordnetId: '',
    classIndex,
    feature,
    featureRank: 1,
    main,
    confidence: 3,
    reasons: '',
  }));
}

function createVerdict(classIndex: number, feature: number, changes: Partial<Verdict> = {}): Verdict {
  const defaults = { votesCore: 0, votesSpurious: 0, score: null, probability: null, basis: 'A test.' };
  return { classIndex, feature, verdict: 'core', source: 'people', ...defaults, ...changes };
}

describe('tallyVerdicts', () => {
  test.each([
    [[2, 1, 2], 'spurious', '3 of 5 answers say separate object or background.'],
    [[3, 1, 1], 'core', '2 of 5 answers say separate object or background.'],
    [[2, 2, 0], 'core', '2 of 4 answers say separate object or background.'],
    [[1, 0, 2], 'spurious', '2 of 3 answers say separate object or background.'],
    [[0, 0, 1], 'spurious', '1 of 1 answer says separate object or background.'],
  ] as const)('%j is %s', (counts, verdict, basis) => {
    expect(tallyVerdicts(answerPair(4, 7, counts))).toEqual([
      createVerdict(4, 7, { verdict, basis, votesCore: counts[0], votesSpurious: counts[1] + counts[2] }),
    ]);
  });

  test('pairs come sorted, and nothing from nothing', () => {
    const answers = [
      ...answerPair(1, 9, [1, 0, 0]),
      ...answerPair(10, 2, [1, 0, 0]),
      ...answerPair(1, 8, [1]),
    ];
    expect(tallyVerdicts(answers).map((v) => [v.classIndex, v.feature])).toEqual([
      [1, 8],
      [1, 9],
      [10, 2],
    ]);
    expect(tallyVerdicts([])).toEqual([]);
  });
});

describe('decideByAdjudication', () => {
  const decision = { classIndex: 4, feature: 7, decidedBy: 'Ann', reason: 'It is a fin.', decidedAt: 'then' };

  test('settles a pair against its answers, which stay beside the verdict', () => {
    const answers = answerPair(4, 7, [0, 1, 2]);
    const settled = decideByAdjudication({ ...decision, verdict: 'core' }, countVotes(answers)[0])!;
    expect(settled).toEqual(
      createVerdict(4, 7, {
        source: 'adjudicated',
        votesSpurious: 3,
        basis: 'Ann decided: It is a fin.',
      }),
    );
    const automatic = createVerdict(4, 7, { verdict: 'spurious', source: 'object-mask' });
    expect(mergeVerdicts([...tallyVerdicts(answers), settled], [automatic])).toEqual([settled]);
  });

  test('says nothing where it was withdrawn, and no reason where none was given', () => {
    expect(decideByAdjudication({ ...decision, verdict: null })).toBeNull();
    expect(decideByAdjudication({ ...decision, reason: '', verdict: 'spurious' })).toMatchObject({
      basis: 'Ann decided.',
      votesCore: 0,
      votesSpurious: 0,
    });
  });
});

test('mergeVerdicts: people win, then the stronger source, then the first', () => {
  const people = createVerdict(0, 1);
  const mask = createVerdict(0, 2, { source: 'object-mask' });
  const group = createVerdict(0, 3, { source: 'group-column', score: 0.8 });
  const automatic = [
    createVerdict(0, 3, { source: 'provisional' }),
    createVerdict(0, 1, { source: 'object-mask', verdict: 'spurious' }),
    createVerdict(0, 2, { source: 'group-column' }),
    group,
    mask,
    createVerdict(0, 3, { source: 'group-column', score: 0.1 }),
  ];
  expect(mergeVerdicts([people], automatic)).toEqual([people, mask, group]);
});

describe('summarizeAnnotations', () => {
  test('counts what the contract names', () => {
    const answers = [
      ...answerPair(0, 5, [1, 2, 2]), // spurious; core for class 1
      ...answerPair(1, 5, [5, 0, 0]),
      ...answerPair(1, 6, [0, 4, 1]), // spurious, core nowhere
      ...answerPair(2, 6, [2, 0, 3]), // spurious here too
      ...answerPair(2, 7, [4, 1, 0]),
    ];
    expect(summarizeAnnotations(answers, tallyVerdicts(answers))).toEqual({
      pairs: 5,
      answers: 25,
      workers: 5,
      spurious_pairs: 3,
      classes_with_spurious: 3,
      distinct_spurious_features: 2,
      spurious_features_core_elsewhere: 1,
      collision_share: 0.5,
    });
  });

  test('nothing annotated: all zero, and a share that JSON can hold', () => {
    expect(Object.values(summarizeAnnotations([], []))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('computeFleissKappa', () => {
  const cases = JSON.parse(
    readFileSync(new URL('../../../fixtures/statistics/agreement.json', import.meta.url), 'utf8'),
  );

  test('agrees with numpy, for equal and unequal numbers of answers', () => {
    for (const { counts, kappa } of cases) {
      const answers = counts.flatMap((ofPair: number[], pair: number) => answerPair(pair, 0, ofPair));
      // 40 sums of small quotients in float64.
      expect(computeFleissKappa(answers).kappa).toBeCloseTo(kappa.choice, 12);
      expect(computeFleissKappa(answers, { by: 'verdict' }).kappa).toBeCloseTo(kappa.verdict, 12);
    }
  });

  test('perfect agreement on different choices is 1', () => {
    const answers = [...answerPair(0, 0, [3, 0, 0]), ...answerPair(0, 1, [0, 0, 4])];
    expect(computeFleissKappa(answers)).toMatchObject({ kappa: 1, observedAgreement: 1, pairCount: 2 });
  });

  test('a pair with one answer says nothing; neither do answers that are all the same', () => {
    const two = [...answerPair(0, 0, [2, 1, 0]), ...answerPair(0, 1, [0, 1, 1])];
    expect(computeFleissKappa([...two, ...answerPair(0, 2, [0, 0, 1])])).toEqual(computeFleissKappa(two));
    expect(computeFleissKappa(answerPair(0, 0, [5, 0, 0])).kappa).toBeNaN();
    expect(computeFleissKappa([])).toMatchObject({ kappa: Number.NaN, pairCount: 0 });
  });

  test('separate object against background is disagreement only by choice', () => {
    const answers = [...answerPair(0, 0, [0, 2, 2]), ...answerPair(0, 1, [4, 0, 0])];
    expect(computeFleissKappa(answers).kappa).toBeLessThan(1);
    expect(computeFleissKappa(answers, { by: 'verdict' }).kappa).toBe(1);
  });
});
