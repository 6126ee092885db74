import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { copyWorkspace } from '../../../test/servers/served-app.js';
import { makePicturedStudy, type PicturedStudy } from '../../../test/studies/pictured-study.js';
import { createJob, openProject, type Project, readMitigation } from '../../project/index.js';
import type { JobEntry, JobLogLine } from '../../protocol/index.js';
import { createJobQueue, type JobQueue } from './job-queue.js';

let study: PicturedStudy;
const open: { queue: JobQueue; project: Project }[] = [];

/** The processes that this one has started, newest last. */
const children: ChildProcess[] = [];
const noteChild = (message: unknown) => void children.push((message as { process: ChildProcess }).process);

beforeAll(async () => {
  study = await makePicturedStudy();
  diagnostics.subscribe('child_process', noteChild);
});

afterAll(() => {
  diagnostics.unsubscribe('child_process', noteChild);
});

afterEach(async () => {
  for (const { queue, project } of open.splice(0)) {
    await queue.close();
    project.close();
  }
  children.length = 0;
});

async function openQueue(workspace?: string) {
  const project = await openProject(workspace ?? (await copyWorkspace(study.workspace)));
  const news: JobEntry[] = [];
  const log: (JobLogLine & Pick<JobEntry, 'state'>)[] = [];
  const ended: JobEntry[] = [];
  const queue = createJobQueue(project, [], {
    onNews: (job, lines) => {
      news.push(job);
      log.push(...lines.map((line) => ({ ...line, state: job.state })));
    },
    onEnd: async (job) => void ended.push(job),
  });
  open.push({ queue, project });
  const waitFor = async (id: number, state: JobEntry['state']) => {
    for (;;) {
      const job = queue.read(id);
      if (job.state === state) return job;
      if (job.endedAt !== null) throw new Error(`Job ${id} ended as ${job.state}: ${job.error}`);
      await sleep(10);
    }
  };
  return { project, queue, news, log, ended, waitFor };
}

/** Long enough to be caught in the middle. */
const ENDLESS = { kind: 'attack', options: { class: 0, preset: 'paper', steps: 1000 } } as const;

test('a job runs in a process of its own, tells how far it is, and what it left is there', async () => {
  const { queue, news, ended, waitFor, project } = await openQueue();
  expect(await readMitigation(project)).toBeNull();
  const { id, title, state } = queue.add('mitigate', { k: 3, trials: 1 });
  expect([state, title]).toEqual(['queued', expect.stringContaining('1 trial a method')]);
  const done = await waitFor(id, 'done');
  expect(done).toMatchObject({ error: null, progress: { unit: 'runs', task: 'repairing the head' } });
  expect(new Set(news.map((job) => job.state))).toEqual(new Set(['queued', 'running', 'done']));
  expect(ended.map((job) => job.id)).toEqual([id]);
  expect((await readMitigation(project))!.isOutdated).toBe(false);
  expect(children.map(({ spawnargs }) => spawnargs.at(-2))).toEqual([
    expect.stringMatching(/job-child\.js$/),
  ]);
});

test('a running job says how fast it goes', async () => {
  const { queue, news } = await openQueue();
  queue.add('mitigate', { k: 3, trials: 100 });
  // Each report is kept: a rate needs a second of a task, and who asks now and then may miss all that have one.
  const hasRate = ({ progress }: JobEntry) => Math.min(progress?.rate ?? 0, progress?.secondsLeft ?? 0) > 0;
  await expect.poll(() => news.some(hasRate)).toBe(true);
});

test('jobs go one at a time, in order; one that waits can be cancelled without ado', async () => {
  const { queue, waitFor, ended } = await openQueue();
  const [first, second, third] = [
    queue.add('tables', { k: 3 }),
    queue.add('report', {}),
    queue.add('tables', { k: 3 }),
  ];
  expect(queue.cancel(second.id).state).toBe('cancelled');
  expect(queue.cancel(second.id).state).toBe('cancelled');
  await waitFor(third.id, 'done');
  expect(ended.map(({ id }) => id)).toEqual([first.id, third.id]);
  expect(queue.list().jobs.map(({ id, state }) => [id, state])).toEqual([
    [third.id, 'done'],
    [second.id, 'cancelled'],
    [first.id, 'done'],
  ]);
  expect(queue.read(first.id).endedAt! <= queue.read(third.id).startedAt!).toBe(true);
});

test('one that runs stops after its current step, and the next one begins', async () => {
  const { queue, news, waitFor } = await openQueue();
  const { id } = queue.add(ENDLESS.kind, ENDLESS.options);
  const next = queue.add('tables', { k: 3 });
  while (queue.read(id).progress === null) await sleep(5);
  expect(queue.cancel(id)).toMatchObject({ state: 'running', isCancelling: true });
  // Everybody who watches hears of it before it has stopped.
  expect(news.at(-1)).toMatchObject({ id, state: 'running', isCancelling: true });
  expect(await waitFor(id, 'cancelled')).toMatchObject({ error: null, isCancelling: false });
  // It ended of itself: nobody killed it.
  expect(children[0]).toMatchObject({ exitCode: 0, signalCode: null });
  await waitFor(next.id, 'done');
});

test('a process that is killed fails its job alone', async () => {
  const { queue, waitFor } = await openQueue();
  const { id } = queue.add(ENDLESS.kind, ENDLESS.options);
  const next = queue.add('tables', { k: 3 });
  while (queue.read(id).progress === null) await sleep(5);
  children[0]!.kill('SIGKILL');
  expect((await waitFor(id, 'failed')).error).toMatch(
    /ended unexpectedly \(signal SIGKILL\).*Start it again/,
  );
  await waitFor(next.id, 'done');
});

test('a job that fails says why, as a command does', async () => {
  const { queue, waitFor } = await openQueue();
  const { id } = queue.add('mitigate', { model: 'no-such-model' });
  expect((await waitFor(id, 'failed')).error).toMatch(/no model "no-such-model".*The models are/);
});

test('what it says is kept with it and told at once', async () => {
  const { queue, waitFor, log, project } = await openQueue();
  project.database.writeAdjudication({
    ...study.spurious,
    verdict: 'core',
    decidedBy: 'eve',
    reason: '',
    decidedAt: new Date().toISOString(),
  });
  const { id } = queue.add('tables', {});
  const job = await waitFor(id, 'done');
  expect(job.log).toMatchObject([{ level: 'warn', text: expect.stringContaining('nothing to rank') }]);
  expect(log).toMatchObject(job.log.map(({ text }) => ({ text, state: 'running' })));
});

test('options are refused by name before anything is queued', async () => {
  const { queue } = await openQueue();
  expect(() => queue.add('mitigate', { trials: 0 })).toThrow(/"trials"/);
  expect(() => queue.add('attack', { klass: 1 })).toThrow(/klass/);
  expect(queue.list().jobs).toEqual([]);
});

test('closing stops what runs; what did not end is called interrupted, now and after the next start', async () => {
  const { queue, project } = await openQueue();
  const running = queue.add(ENDLESS.kind, ENDLESS.options);
  const waiting = queue.add('tables', {});
  while (queue.read(running.id).progress === null) await sleep(5);
  await queue.close();
  const states = (jobs: JobEntry[]) => jobs.map(({ id, state }) => [id, state]);
  const expected = [
    [waiting.id, 'interrupted'],
    [running.id, 'interrupted'],
  ];
  expect(states(queue.list().jobs)).toEqual(expected);
  expect(queue.read(waiting.id).startedAt).toBeNull();
  expect(children).toMatchObject([{ exitCode: 0 }]);
  expect(() => queue.add('tables', {})).toThrow();
  const later = await openQueue(project.folder);
  expect(states(later.queue.list().jobs)).toEqual(expected);
});

test('a job that a killed server left is interrupted, even where its process number was given away', async () => {
  const workspace = await copyWorkspace(study.workspace);
  const project = await openProject(workspace);
  const { id: jobId } = createJob(project, 'tables', {});
  project.database.startJob(jobId, new Date().toISOString());
  project.close();
  const { queue } = await openQueue(workspace);
  expect(queue.read(jobId).state).toBe('interrupted');
});
