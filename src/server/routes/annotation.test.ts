import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openServedApp, type ServedApp } from '../../../test/servers/served-app.js';
import { makeLiveStudy } from '../../../test/studies/live-study.js';
import { readVerdicts } from '../../project/index.js';

let study: string;
const open: ServedApp[] = [];

beforeAll(async () => {
  study = await makeLiveStudy();
});

afterEach(async () => {
  for (const served of open.splice(0)) {
    await served.close();
    expect(served.faults).toEqual([]);
  }
});

async function openApp(): Promise<ServedApp> {
  const served = await openServedApp(study);
  open.push(served);
  return served;
}

const toAnswer = (pair: { classIndex: number; feature: number }, workerId: string, main = 'background') => ({
  classIndex: pair.classIndex,
  feature: pair.feature,
  workerId,
  main,
  confidence: 4,
  reasons: 'because',
  seconds: 3.5,
});

async function readQueue({ get }: ServedApp, worker: string, more = '') {
  const { body } = await get(`/api/annotation/queue?worker=${worker}${more}`);
  return body as {
    tasks: { classIndex: number; feature: number; mine: unknown }[];
    left: number;
    done: number;
  };
}

const toKeys = (pairs: readonly { classIndex: number; feature: number }[]) =>
  pairs.map(({ classIndex, feature }) => `${classIndex}/${feature}`);

describe('an answer', () => {
  test('changes the verdict, rankings and gap before the response, and is on the disk', async () => {
    const served = await openApp();
    const { tasks } = await readQueue(served, 'ann');
    const [task] = tasks;
    const { status, body } = await served.post('/api/annotation/answers', toAnswer(task!, 'ann'));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isRepeat: false,
      standing: { verdict: 'spurious', source: 'people', votesSpurious: 1, votesCore: 0 },
    });
    expect(readVerdicts(served.services.project)).toMatchObject([{ verdict: 'spurious', source: 'people' }]);
    const ranking = await served.get(`/api/rankings/val/${task!.classIndex}`);
    expect(ranking.body.features).toEqual([task!.feature]);
    expect(ranking.body.images.length).toBeGreaterThan(10);
    const models = await served.get('/api/models');
    expect(models.body.classes).toEqual([task!.classIndex]);
    expect(body.gapBefore).toBeNull();
    expect(body.gapAfter.gap).toBe(models.body.gaps[0][0]);
  });

  test('sent twice is one answer; another one of the same person replaces it, where they mean that', async () => {
    const served = await openApp();
    const [task] = (await readQueue(served, 'ann')).tasks;
    const answer = toAnswer(task!, 'ann');
    const first = await served.post('/api/annotation/answers', answer);
    const again = await served.post('/api/annotation/answers', answer);
    expect(again.body).toMatchObject({ isRepeat: true, revision: first.body.revision });
    const changed = { ...answer, main: 'main_object' };
    const unmeant = await served.post('/api/annotation/answers', changed);
    expect([unmeant.status, unmeant.body.error.code]).toEqual([409, 'answered-already']);
    expect(unmeant.body.error.what).toContain('background');
    const other = await served.post('/api/annotation/answers', { ...changed, isChange: true });
    expect(other.body).toMatchObject({ isRepeat: false, standing: { verdict: 'core', votesCore: 1 } });
    const pair = await served.get(`/api/pairs/${task!.classIndex}/${task!.feature}`);
    expect(pair.body.answers.map(({ state }: { state: string }) => state)).toEqual(['replaced', 'current']);
  });

  test('is taken back by whoever gave it; without one there is nothing to take back', async () => {
    const served = await openApp();
    const [task] = (await readQueue(served, 'ann')).tasks;
    const { classIndex, feature } = task!;
    await served.post('/api/annotation/answers', toAnswer(task!, 'ann'));
    const foreign = await served.post('/api/annotation/retractions', { classIndex, feature, workerId: 'bo' });
    expect(foreign.body).toMatchObject({ isRepeat: true, standing: { verdict: 'spurious' } });
    const own = await served.post('/api/annotation/retractions', { classIndex, feature, workerId: 'ann' });
    expect(own.body).toMatchObject({ isRepeat: false, standing: { verdict: null } });
    expect((await readQueue(served, 'ann')).done).toBe(0);
  });

  test('of a class that is not there is refused and stored nowhere', async () => {
    const served = await openApp();
    const { status, body } = await served.post(
      '/api/annotation/answers',
      toAnswer({ classIndex: 77, feature: 0 }, 'ann'),
    );
    expect([status, body.error.code]).toEqual([404, 'class-unknown']);
    expect(served.services.project.database.readAnswers()).toEqual([]);
  });
});

describe('the queue', () => {
  test('gives two people at work different pairs, and never one twice to the same person', async () => {
    const served = await openApp();
    const ann = await readQueue(served, 'ann', '&count=3');
    const bo = await readQueue(served, 'bo', '&count=3');
    expect(toKeys(bo.tasks).filter((key) => toKeys(ann.tasks).includes(key))).toEqual([]);
    // Asked again she still has hers in hand.
    expect(toKeys((await readQueue(served, 'ann', '&count=3')).tasks)).toEqual(toKeys(ann.tasks));
    const seen: string[] = [];
    for (;;) {
      const { tasks, left, done } = await readQueue(served, 'ann', '&count=1');
      expect(done).toBe(seen.length);
      if (tasks.length === 0) break;
      expect(left).toBeGreaterThan(0);
      seen.push(...toKeys(tasks));
      await served.post('/api/annotation/answers', toAnswer(tasks[0]!, 'ann'));
    }
    expect(new Set(seen).size).toBe(seen.length);
    const { body } = await served.get('/api/annotation/progress');
    expect(seen.length + bo.tasks.length).toBe(body.pairs);
  });

  test('asks as many people as wanted about each pair', async () => {
    const served = await openApp();
    await served.post('/api/annotation/settings', { answersPerPair: 2 });
    const [task] = (await readQueue(served, 'ann')).tasks;
    const isOffered = async (worker: string) =>
      toKeys((await readQueue(served, worker, `&count=20&class=${task!.classIndex}`)).tasks).includes(
        toKeys([task!])[0]!,
      );
    await served.post('/api/annotation/answers', toAnswer(task!, 'ann'));
    expect(await isOffered('ann')).toBe(false);
    expect(await isOffered('bo')).toBe(true);
    await served.post('/api/annotation/answers', toAnswer(task!, 'bo'));
    expect(await isOffered('cy')).toBe(false);
  });

  test('leaves out what a person passed over, unless they ask for it', async () => {
    const served = await openApp();
    const [task] = (await readQueue(served, 'ann')).tasks;
    const { classIndex, feature } = task!;
    await served.post('/api/annotation/skips', { classIndex, feature, workerId: 'ann' });
    const [key] = toKeys([task!]);
    const readKeys = async (worker: string, more = '') =>
      toKeys((await readQueue(served, worker, `&count=2&class=${classIndex}${more}`)).tasks);
    expect(await readKeys('ann')).not.toContain(key);
    expect(await readKeys('bo')).toContain(key);
    await served.post('/api/annotation/skips', { classIndex, feature, workerId: 'bo' });
    expect(await readKeys('ann', '&skipped=true')).toContain(key);
  });

  test('is blind: it holds one’s own answer and nobody else’s', async () => {
    const served = await openApp();
    await served.post('/api/annotation/settings', { answersPerPair: 3 });
    const [task] = (await readQueue(served, 'ann')).tasks;
    await served.post('/api/annotation/answers', toAnswer(task!, 'ann'));
    const pair = `&pair=${toKeys([task!])[0]}`;
    expect((await readQueue(served, 'ann', pair)).tasks[0]!.mine).toMatchObject({ main: 'background' });
    const bo = await readQueue(served, 'bo', pair);
    expect(bo.tasks[0]!.mine).toBeNull();
    expect(JSON.stringify(bo)).not.toMatch(/ann|because|votes|verdict/);
  });
});

test('a decision by hand goes before votes, and withdrawn hands the pair back to them', async () => {
  const served = await openApp();
  const [task] = (await readQueue(served, 'ann')).tasks;
  const { classIndex, feature } = task!;
  await served.post('/api/annotation/answers', toAnswer(task!, 'ann'));
  const decide = async (verdict: string | null) =>
    (
      await served.post('/api/annotation/adjudications', {
        classIndex,
        feature,
        verdict,
        decidedBy: 'eve',
        reason: 'looked twice',
      })
    ).body;
  expect(await decide('core')).toMatchObject({ standing: { verdict: 'core', source: 'adjudicated' } });
  expect(await decide(null)).toMatchObject({ standing: { verdict: 'spurious', source: 'people' } });
});

test('answers go out as CSV and come back in, elsewhere, as the same', async () => {
  const from = await openApp();
  const { tasks } = await readQueue(from, 'ann', '&count=5');
  for (const task of tasks) await from.post('/api/annotation/answers', toAnswer(task, 'ann'));
  const csv = await (
    await from.app.request('/api/annotation/answers.csv', { headers: { host: 'localhost' } })
  ).text();
  const to = await openApp();
  const importCsv = async (body: string) => {
    const response = await to.app.request('/api/annotation/import', {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'text/csv' },
      body,
    });
    return { status: response.status, body: await response.json() };
  };
  expect(await importCsv(csv)).toEqual({
    status: 200,
    body: { kind: 'answers', added: 5, duplicates: 0, problems: [] },
  });
  expect((await importCsv(csv)).body).toMatchObject({ added: 0, duplicates: 5 });
  const progress = (app: ServedApp) => app.get('/api/annotation/progress').then(({ body }) => body);
  expect(await progress(to)).toMatchObject({
    answers: 5,
    spuriousPairs: (await progress(from)).spuriousPairs,
  });
  const broken = await importCsv(`${csv.split('\n')[0]}\nW1,n1,99,0,1,background,3,\nW1,n1,0,0,1,sky,3,\n`);
  expect(broken.body.problems.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
});

describe('the second study', () => {
  test('asks about each pair once, and says what the answers so far amount to', async () => {
    const served = await openApp();
    const readTasks = async () => (await served.get('/api/validation/queue?worker=ann&count=20')).body;
    const { tasks, left } = await readTasks();
    expect(tasks[0].panels.map(({ name }: { name: string }) => name)).toEqual(['highest', 'next', 'lowest']);
    const images = tasks[0].panels.flatMap((panel: { images: { image: number }[] }) =>
      panel.images.map(({ image }) => image),
    );
    expect(new Set(images).size).toBe(15);
    const { classIndex, feature } = tasks[0];
    const answer = {
      classIndex,
      feature,
      workerId: 'ann',
      variant: 'lowest',
      different: [2],
      judgement: 'same',
      seconds: 9,
    };
    const first = await served.post('/api/validation/answers', answer);
    expect(first.body).toMatchObject({
      isRepeat: false,
      standing: { answers: 1, same: 1, isValidated: null },
    });
    expect(first.body.standing.marks[2]).toBe(1);
    expect((await served.post('/api/validation/answers', answer)).body.isRepeat).toBe(true);
    expect(await readTasks()).toMatchObject({ left: left - 1, done: 1 });
    for (const worker of ['bo', 'cy', 'di', 'ed']) {
      await served.post('/api/validation/answers', { ...answer, workerId: worker, different: [] });
    }
    const pair = await served.get(`/api/pairs/${classIndex}/${feature}`);
    expect(pair.body.validation).toMatchObject({ answers: 5, same: 5, isValidated: true });
  });
});
