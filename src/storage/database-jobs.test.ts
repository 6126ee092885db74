import { spawnSync } from 'node:child_process';
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
    jobId: job.jobId,
    kind: 'mitigate',
    options: { trials: 3 },
    status: 'queued',
    progress: null,
    error: null,
    result: null,
    createdAt: 'created',
    startedAt: null,
    endedAt: null,
    pid: process.pid,
  });
  expect(database.startJob(job.jobId, 'started')).toMatchObject({ status: 'running', startedAt: 'started' });
  expect(database.startJob(job.jobId, 'again')).toBeNull();
  expect(database.writeJobProgress(job.jobId, progress)).toBe(true);
  const ended = database.endJob(job.jobId, { status: 'done', result: { gap: 0.25 } }, 'ended');
  expect(ended).toMatchObject({ status: 'done', result: { gap: 0.25 }, progress, endedAt: 'ended' });
  expect(database.endJob(job.jobId, { status: 'cancelled' }, 'later')).toBeNull();
  expect(database.writeJobProgress(job.jobId, progress)).toBe(false);
  expect(database.readJob(job.jobId)).toEqual(ended);
  expect(database.readJob(job.jobId + 1)).toBeNull();
});

test('W63: a failed job keeps its error, a queued one can be cancelled and does not start', () => {
  const failed = createJob();
  database.startJob(failed.jobId, 'started');
  const error = { code: 'disk-full', message: 'No room.' };
  expect(database.endJob(failed.jobId, { status: 'failed', error }, 'ended')).toMatchObject({ error });
  const cancelled = createJob('extract');
  database.endJob(cancelled.jobId, { status: 'cancelled' }, 'ended');
  expect(database.startJob(cancelled.jobId, 'started')).toBeNull();
  expect(database.readJobs().map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'extract cancelled',
    'mitigate failed',
  ]);
  expect(database.readJobs(1)).toHaveLength(1);
});

test('W63: open jobs of processes that are gone are interrupted; those of living ones and other machines stay', () => {
  const [dead, living, elsewhere, ended] = [createJob(), createJob(), createJob(), createJob()];
  database.startJob(dead!.jobId, 'started');
  database.endJob(ended!.jobId, { status: 'done' }, 'ended');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const connection = new DatabaseSync(path);
  for (const { jobId } of [dead!, elsewhere!, ended!]) {
    connection.prepare('UPDATE jobs SET pid = ? WHERE job_id = ?').run(gone, jobId);
  }
  connection.prepare("UPDATE jobs SET machine = 'another' WHERE job_id = ?").run(elsewhere!.jobId);
  connection.close();
  expect(database.interruptDeadJobs('now')).toEqual([
    { ...database.readJob(dead!.jobId), status: 'interrupted', endedAt: 'now' },
  ]);
  expect(database.interruptDeadJobs('later')).toEqual([]);
  expect(database.readJob(living!.jobId)!.status).toBe('queued');
  expect(database.readJob(elsewhere!.jobId)!.status).toBe('queued');
  expect(database.readJob(ended!.jobId)!.status).toBe('done');
});

test('W64: log lines are numbered within their job, whoever writes them', () => {
  const job = createJob();
  const other = createJob();
  const second = openDatabase(path);
  const line = (text: string) => ({ at: 'now', level: 'info' as const, text });
  database.appendJobLog(job.jobId, [line('a'), { ...line('b'), level: 'warn' }]);
  second.appendJobLog(other.jobId, [line('x')]);
  second.appendJobLog(job.jobId, [line('c')]);
  second.close();
  expect(database.readJobLog(job.jobId)).toEqual([
    { position: 0, ...line('a') },
    { position: 1, ...line('b'), level: 'warn' },
    { position: 2, ...line('c') },
  ]);
  expect(database.readJobLog(job.jobId, 2).map(({ text }) => text)).toEqual(['c']);
  expect(database.readJobLog(other.jobId)).toHaveLength(1);
  expect(() => database.appendJobLog(99, [line('y')])).toThrow(/FOREIGN KEY/);
});
