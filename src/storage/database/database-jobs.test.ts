import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type WorkspaceDatabase } from './database.js';

let folder: string;
let path: string;
let database: WorkspaceDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-jobs-'));
  path = join(folder, 'workspace.sqlite');
  database = openDatabase(path);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const createJob = (kind = 'mitigate') =>
  database.createJob({ kind, options: { trials: 3 }, createdAt: 'created' });
const progress = { task: 'tuning', done: 1, total: null, unit: 'epochs' };

test('W63: a job goes from queued over running to its end, once', () => {
  const job = createJob();
  expect(job).toEqual({
    id: job.id,
    kind: 'mitigate',
    options: { trials: 3 },
    state: 'queued',
    progress: null,
    error: null,
    result: null,
    createdAt: 'created',
    startedAt: null,
    endedAt: null,
    pid: process.pid,
  });
  expect(database.startJob(job.id, 'started')).toMatchObject({ state: 'running', startedAt: 'started' });
  expect(database.startJob(job.id, 'again')).toBeNull();
  expect(database.writeJobProgress(job.id, progress)).toBe(true);
  const ended = database.endJob(job.id, { state: 'done', result: { gap: 0.25 } }, 'ended');
  expect(ended).toMatchObject({ state: 'done', result: { gap: 0.25 }, progress, endedAt: 'ended' });
  expect(database.endJob(job.id, { state: 'cancelled' }, 'later')).toBeNull();
  expect(database.writeJobProgress(job.id, progress)).toBe(false);
  expect(database.readJob(job.id)).toEqual(ended);
  expect(database.readJob(job.id + 1)).toBeNull();
});

test('W63: a failed job keeps its error, a queued one can be cancelled and does not start', () => {
  const failed = createJob();
  database.startJob(failed.id, 'started');
  const error = { code: 'disk-full', message: 'No room.' };
  expect(database.endJob(failed.id, { state: 'failed', error }, 'ended')).toMatchObject({ error });
  const cancelled = createJob('extract');
  database.endJob(cancelled.id, { state: 'cancelled' }, 'ended');
  expect(database.startJob(cancelled.id, 'started')).toBeNull();
  expect(database.readJobs().map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'extract cancelled',
    'mitigate failed',
  ]);
  expect(database.readJobs(1).map(({ id }) => id)).toEqual([cancelled.id]);
});

test('W63: what is open is interrupted, running or queued, whoever runs it; ends that were there hold', () => {
  const [running, queued, elsewhere, ended] = [createJob(), createJob(), createJob(), createJob()];
  database.startJob(running.id, 'started');
  database.writeJobProgress(running.id, progress);
  database.endJob(ended.id, { state: 'done' }, 'ended');
  const connection = new DatabaseSync(path);
  connection.prepare("UPDATE jobs SET machine = 'another' WHERE job_id = ?").run(elsewhere.id);
  connection.close();
  const open = [running, queued, elsewhere].map(({ id }) => database.readJob(id)!);
  const interrupted = open.map((job) => ({ ...job, state: 'interrupted', endedAt: 'now' }));
  expect(database.interruptJobs('now')).toEqual(interrupted);
  expect(database.interruptJobs('later')).toEqual([]);
  expect(open.map(({ id }) => database.readJob(id))).toEqual(interrupted);
  expect(database.readJob(ended.id)).toMatchObject({ state: 'done', endedAt: 'ended' });
});

test('W64: log lines are numbered within their job, whoever writes them', () => {
  const job = createJob();
  const other = createJob();
  const second = openDatabase(path);
  const line = (text: string) => ({ at: 'now', level: 'info' as const, text });
  database.appendJobLog(job.id, [line('a'), { ...line('b'), level: 'warn' }]);
  second.appendJobLog(other.id, [line('x')]);
  second.appendJobLog(job.id, [line('c')]);
  second.close();
  expect(database.readJobLog(job.id)).toEqual([
    { position: 0, ...line('a') },
    { position: 1, ...line('b'), level: 'warn' },
    { position: 2, ...line('c') },
  ]);
  expect(database.readJobLog(job.id, 2).map(({ text }) => text)).toEqual(['c']);
  expect(database.readJobLog(other.id)).toHaveLength(1);
  expect(() => database.appendJobLog(99, [line('y')])).toThrow(/FOREIGN KEY/);
});
