import { beforeAll, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../test/servers/served-app.js';
import { makeLiveStudy } from '../../test/studies/live-study.js';
import { valueAnswers } from '../project/live/index.js';
import type { Pair } from '../records/annotation.js';
import { toPairKey } from '../stages/annotation/index.js';

let study: string;

beforeAll(async () => {
  study = await makeLiveStudy();
});

async function withApp<T>(use: (served: ServedApp) => Promise<T>): Promise<T> {
  const served = await openServedApp(study);
  try {
    return await use(served);
  } finally {
    await served.close();
    expect(served.faults).toEqual([]);
  }
}

const readQueue = async ({ get }: ServedApp, workerId: string, order: string) =>
  (await get(`/api/annotation/queue?worker=${workerId}&order=${order}&count=20`)).body;

/** Answers some pairs. */
async function answerAll({ post }: ServedApp, workerId: string, pairs: readonly Pair[], main: string) {
  for (const { classIndex, feature } of pairs) {
    const given = { classIndex, feature, workerId, main, confidence: 4, reasons: '', seconds: null };
    expect((await post('/api/annotation/answers', given)).status).toBe(200);
  }
}

test('M47: the answers worth most come first, and it is said how many settle most of the uncertainty', async () => {
  await withApp(async (served) => {
    const { live } = served.services;
    const { tasks, worth, left } = await readQueue(served, 'ann', 'value');
    const values = (await valueAnswers(live, live.verdicts.list()))!;
    const toValues = (pairs: readonly Pair[]) =>
      pairs.map((pair) => values.ofPair.get(toPairKey(pair))!.value);
    const ofTasks = toValues(tasks);
    expect(ofTasks).toEqual(ofTasks.toSorted((a, b) => b - a));
    expect(ofTasks[0]).toBeGreaterThan(ofTasks.at(-1)!);
    expect(worth).toMatchObject({ settledShare: 0, targetShare: 0.9 });
    const settling = ofTasks.slice(0, worth.answersToSettle).reduce((sum, one) => sum + one);
    expect(settling).toBeGreaterThanOrEqual(0.9 * values.uncertainty - 1e-12);

    const byImportance = (await readQueue(served, 'ann', 'importance')).tasks;
    const importances = byImportance.map((pair: Pair) => live.derived.findImportant(pair)!.importance);
    expect(importances).toEqual(importances.toSorted((a: number, b: number) => b - a));
    expect(byImportance.map(toPairKey)).not.toEqual(tasks.map(toPairKey));

    await answerAll(served, 'ann', tasks.slice(0, 3), 'background');
    const after = await readQueue(served, 'ann', 'value');
    expect(after.left).toBe(left - 3);
    expect(after.tasks.map(toPairKey)).not.toContain(toPairKey(tasks[0]));
  });
});

test('of many answers a pair, whoever unblinded or has judged all gets values from everybody’s', async () => {
  await withApp(async (served) => {
    const { live } = served.services;
    const pairs = (await readQueue(served, 'ann', 'class')).tasks;
    await served.post('/api/annotation/settings', { answersPerPair: 2 });
    await answerAll(served, 'ann', live.facts.discovery!.pairs, 'background');
    const { worth } = await readQueue(served, 'bo', 'value');
    expect(worth.settledShare).toBe(0);
    await served.post('/api/annotation/unblindings', { workerId: 'bo' });
    const start = (await valueAnswers(live, live.project.database.readAutomaticVerdicts()))!;
    const now = (await valueAnswers(live, live.verdicts.list()))!;
    expect(now.uncertainty).toBeLessThan(start.uncertainty);
    await answerAll(served, 'cy', pairs.slice(0, 1), 'background');
    for (const worker of ['ann', 'bo']) {
      const seen = (await readQueue(served, worker, 'value')).worth;
      expect([worker, seen.settledShare]).toEqual([worker, 1 - now.uncertainty / start.uncertainty]);
    }
  });
});

test('M49: for whoever judges blind neither order nor uncertainty depends on what others answered', async () => {
  const readBoth = (main: string) =>
    withApp(async (served) => {
      await served.post('/api/annotation/settings', { answersPerPair: 2 });
      await answerAll(served, 'ann', (await readQueue(served, 'ann', 'class')).tasks, main);
      const before = await readQueue(served, 'bo', 'value');
      await answerAll(served, 'bo', before.tasks.slice(0, 1), 'background');
      const after = await readQueue(served, 'bo', 'value');
      expect(after.worth).not.toEqual(before.worth);
      return [before, after].map(({ worth, tasks }) => ({ worth, tasks: tasks.map(toPairKey) }));
    });
  expect(await readBoth('background')).toEqual(await readBoth('main_object'));
});
