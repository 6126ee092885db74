/**
 * Long work that outlives a page: recorded in the workspace while it runs, with its progress, its log and its end.
 * In: what to do, as a function that is given an observer. Out: the job's record. Queues nothing and chooses nothing to run.
 */
import { CancelledError, SpuriosityError } from '../../base/errors.js';
import type { Observer, ProgressEvent } from '../../base/observer.js';
import type { JobFailure, JobLogLevel, JobRecord } from '../../records/job.js';
import type { JobOutcome } from '../../storage/index.js';
import { toNow } from './judgement-input.js';
import type { Project } from './project.js';

/** Progress is stored at most this often; each time is a write to the disk. */
const PROGRESS_INTERVAL_MS = 500;

export interface JobRun {
  signal?: AbortSignal;
  /** Called after every change of the record, and with every stored report of progress. */
  onChange?: (job: JobRecord) => void;
}

/** Adds a job that this process is going to run. */
export function createJob(project: Project, kind: string, options: unknown): JobRecord {
  return project.database.createJob({ kind, options, createdAt: toNow() });
}

/**
 * Runs a queued job to its end, which is stored: done with what `work` returned, failed with its error, or cancelled when the signal
 * fired. Never throws what `work` throws. A job that is no longer queued is not run; its record is returned as it is.
 */
export async function runJob(
  project: Project,
  jobId: number,
  work: (observer: Observer) => Promise<unknown>,
  { signal, onChange = () => {} }: JobRun = {},
): Promise<JobRecord> {
  const { database } = project;
  const started = database.startJob(jobId, toNow());
  if (started === null) return database.readJob(jobId)!;
  onChange(started);
  const { observer, flush } = createJobObserver(project, jobId, signal, onChange);
  const outcome = await attemptWork(work, observer);
  flush();
  const ended = database.endJob(jobId, outcome, toNow()) ?? database.readJob(jobId)!;
  onChange(ended);
  return ended;
}

/** Ends a job that has not started; null when it has, and its signal must stop it. */
export function cancelQueuedJob({ database }: Project, jobId: number): JobRecord | null {
  if (database.readJob(jobId)?.state !== 'queued') return null;
  return database.endJob(jobId, { state: 'cancelled' }, toNow());
}

/** Ends as `interrupted` every job that has not ended: what a server that is gone left open, or one that goes leaves (rule W63). */
export function interruptJobs({ database }: Project): void {
  if (database.isWritable) database.interruptJobs(toNow());
}

/** An observer that stores what it is told; `flush` stores the last report of progress. */
function createJobObserver(
  { database }: Project,
  jobId: number,
  signal: AbortSignal | undefined,
  onChange: (job: JobRecord) => void,
): { observer: Observer; flush: () => void } {
  let waiting: ProgressEvent | null = null;
  let storedAtMs = Number.NEGATIVE_INFINITY;
  const flush = () => {
    if (waiting === null) return;
    database.writeJobProgress(jobId, waiting);
    waiting = null;
    storedAtMs = performance.now();
    onChange(database.readJob(jobId)!);
  };
  const log = (level: JobLogLevel, text: string) => {
    database.appendJobLog(jobId, [{ at: toNow(), level, text }]);
  };
  const observer: Observer = {
    signal,
    progress: (event) => {
      waiting = event;
      if (performance.now() - storedAtMs >= PROGRESS_INTERVAL_MS) flush();
    },
    info: (message) => log('info', message),
    warn: (message) => log('warn', message),
  };
  return { observer, flush };
}

async function attemptWork(
  work: (observer: Observer) => Promise<unknown>,
  observer: Observer,
): Promise<JobOutcome> {
  try {
    return { state: 'done', result: await work(observer) };
  } catch (error) {
    if (error instanceof CancelledError) return { state: 'cancelled' };
    return { state: 'failed', error: toFailure(error) };
  }
}

function toFailure(error: unknown): JobFailure {
  if (error instanceof SpuriosityError) return { code: error.code, message: error.message };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}
