import { beforeAll, expect, test } from 'vitest';
import { answer, makeLiveStudy, settle, withCopy } from '../../../test/studies/live-study.js';
import { toPairKey } from '../../stages/annotation/index.js';
import { readVerdicts } from '../workspace/index.js';
import { valueAnswers } from './answer-values.js';
import { openLive } from './open-live.js';

let folder: string;

beforeAll(async () => {
  folder = await makeLiveStudy();
});

test('M47: the value of a pair is what turning its verdict over does to the mean gap, times the probability', async () => {
  await withCopy(folder, async (project) => {
    settle(project, 0, 4, 'spurious');
    settle(project, 1, 4, 'spurious');
    const live = await openLive(project);
    const before = await valueAnswers(live, live.verdicts.list());
    expect(before!.meanGap).toBeCloseTo(live.derived.summarizeModels()[0]!.spuriousGap, 12);
    const pairs = live.facts.discovery!.pairs;
    expect(before!.ofPair.size).toBe(pairs.length);
    let checked = 0;
    for (const pair of pairs.filter((one) => live.verdicts.find(one) === null)) {
      // Nobody has judged these: the odds are even, and they count as core.
      await withCopy(folder, async (other) => {
        settle(other, 0, 4, 'spurious');
        settle(other, 1, 4, 'spurious');
        settle(other, pair.classIndex, pair.feature, 'spurious');
        const then = await valueAnswers(await openLive(other), readVerdicts(other));
        const { value } = before!.ofPair.get(toPairKey(pair))!;
        expect(value).toBeCloseTo(0.5 * Math.abs(then!.meanGap! - before!.meanGap!), 12);
        checked += Number(value > 0);
      });
    }
    expect(checked).toBeGreaterThan(2);
    const sum = [...before!.ofPair.values()].reduce((total, { value }) => total + value, 0);
    expect(before!.uncertainty).toBeCloseTo(sum, 12);
  });
});

test('M47: follows an answer as if everything were computed anew, and what is answered is worth nothing more', async () => {
  await withCopy(folder, async (project) => {
    const live = await openLive(project);
    await valueAnswers(live, live.verdicts.list());
    const pair = live.facts.discovery!.pairs[3]!;
    answer(project, 'ann', 'background', pair);
    await live.applyJudgement(pair.classIndex, pair.feature);
    const followed = await valueAnswers(live, live.verdicts.list());
    expect(followed!.ofPair.get(toPairKey(pair))!.value).toBe(0);
    const anew = await openLive(project);
    expect(followed).toEqual(await valueAnswers(anew, anew.verdicts.list()));
  });
});
