import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StageError } from '../../base/errors.js';
import { assertNotCancelled, yieldToEvents } from '../../base/observer.js';
import type { JobRecord } from '../../records/job.js';
import { cancelQueuedJob, createJob, initClasses, interruptJobs, type Project, runJob } from '../index.js';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-jobs-'));
  project = (await initClasses(2, undefined, folder)).project;
});
afterEach(async () => {
  project.close();
  await rm(folder, { recursive: true });
});

test('a job that succeeds keeps its last progress, its log and its result', async () => {
  const { id: jobId } = createJob(project, 'mitigate', { trials: 3 });
  const seen: JobRecord[] = [];
  const ended = await runJob(
    project,
    jobId,
    async (observer) => {
      observer.info('Three trials.');
      for (let done = 0; done <= 200; done++)
        observer.progress({ task: 'tuning', done, total: 200, unit: 'steps' });
      observer.warn('One was slow.');
      return { gap: 0.03 };
    },
    { onChange: (job) => seen.push(job) },
  );
  expect(ended).toEqual(project.database.readJob(jobId));
  expect(ended).toMatchObject({
    state: 'done',
    options: { trials: 3 },
    progress: { done: 200, total: 200 },
    result: { gap: 0.03 },
    error: null,
  });
  expect(project.database.readJobLog(jobId)).toMatchObject([
    { level: 'info', text: 'Three trials.' },
    { level: 'warn', text: 'One was slow.' },
  ]);
  expect(seen[0]).toMatchObject({ state: 'running', progress: null, endedAt: null });
  expect(seen.at(-1)).toEqual(ended);
  // Far fewer writes than reports.
  expect(seen.length).toBeLessThan(50);
});

test('a job that fails says why, in the words of its error', async () => {
  const { id: jobId } = createJob(project, 'discover', {});
  const error = new StageError('no-features', { what: 'There are no features.', next: 'Extract them.' });
  expect(await runJob(project, jobId, () => Promise.reject(error))).toMatchObject({
    state: 'failed',
    error: { code: 'no-features', message: 'There are no features. Extract them.' },
    result: null,
  });
  const other = createJob(project, 'discover', {});
  const broken = await runJob(project, other.id, () => Promise.reject(new TypeError('x is undefined')));
  expect(broken).toMatchObject({
    state: 'failed',
    error: { code: 'unexpected', message: 'x is undefined' },
  });
});

test('work that throws before its first wait fails too', async () => {
  const { id: jobId } = createJob(project, 'discover', {});
  const ended = await runJob(project, jobId, () => {
    throw new Error('at once');
  });
  expect(ended).toMatchObject({ state: 'failed', error: { message: 'at once' } });
});

test('a signal cancels a running job', async () => {
  const { id: jobId } = createJob(project, 'extract', {});
  const controller = new AbortController();
  const ended = await runJob(
    project,
    jobId,
    async (observer) => {
      controller.abort();
      for (;;) await yieldToEvents(observer);
    },
    { signal: controller.signal },
  );
  expect(ended).toMatchObject({ state: 'cancelled', error: null });
});

test('a queued job can be cancelled and is not run then; a running one stops by its signal only', async () => {
  const { id: jobId } = createJob(project, 'extract', {});
  expect(cancelQueuedJob(project, jobId)).toMatchObject({ state: 'cancelled' });
  let isRun = false;
  const ended = await runJob(project, jobId, async () => {
    isRun = true;
  });
  expect(ended.state).toBe('cancelled');
  expect(isRun).toBe(false);
  const running = createJob(project, 'extract', {});
  await runJob(project, running.id, async (observer) => {
    expect(cancelQueuedJob(project, running.id)).toBeNull();
    assertNotCancelled(observer);
  });
  expect(project.database.readJob(running.id)!.state).toBe('done');
});

test('a job that was interrupted while it ran keeps that end, whatever its work comes to', async () => {
  const { id } = createJob(project, 'extract', {});
  const seen: JobRecord[] = [];
  const ended = await runJob(
    project,
    id,
    async (observer) => {
      interruptJobs(project);
      observer.progress({ task: 'extracting', done: 1, total: 2, unit: 'images' });
      return 'all';
    },
    { onChange: (job) => seen.push(job) },
  );
  expect(ended).toMatchObject({ state: 'interrupted', progress: null, result: null });
  expect(seen.at(-1)).toEqual(ended);
});
