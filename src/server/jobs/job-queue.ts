/**
 * The jobs of a workspace: one at a time, in the order in which they were asked for; the rest waits.
 * In: kinds and options. Out: entries, news of them, and whom to tell when one has ended. The database remembers them all, so that
 * they survive a reload of the page and a restart of the server.
 */
import { CancelledError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import { cancelQueuedJob, createJob, interruptJobs, type Project, runJob } from '../../project/index.js';
import type {
  JobEntry,
  JobKind,
  JobLogLine,
  JobProgress,
  JobResponse,
  JobsResponse,
} from '../../protocol/index.js';
import type { JobLogLevel, JobRecord } from '../../records/job.js';
import { RefusalError } from '../refusal.js';
import { assertJobFits } from './job-bounds.js';
import { runJobProcess } from './job-process.js';
import { parseJobOptions, toJobTitle } from './kinds.js';
import { createProgressMeter } from './progress-meter.js';

/** Shown in the list; older ones stay in the database. */
const MAX_LISTED = 200;
/** Lines that one answer carries at most, the newest. */
const MAX_LOG_LINES = 2000;

export interface JobQueue {
  /** Throws the refusal that names an option which does not fit, or what the workspace does not have. */
  add(kind: JobKind, options: unknown): JobResponse;
  /** Ends a job that waits, and stops the one that runs after its current step. */
  cancel(id: number): JobResponse;
  read(id: number): JobResponse;
  list(): JobsResponse;
  /** Stops the running job and leaves it and the waiting ones as interrupted. */
  close(): Promise<void>;
}

export interface JobListener {
  /** A job has changed, or said something. */
  onNews(job: JobEntry, log: JobLogLine[]): void;
  /** A job has ended, and the workspace may be another than before. */
  onEnd(job: JobEntry): Promise<void>;
}

/** What is known of the running job beyond its record. */
interface RunningJob {
  id: number;
  abort: AbortController;
  progress: JobProgress | null;
}

/**
 * The queue of an open workspace. One server at a time has it, so whatever is open when it starts was left by one that is gone, even if
 * its process number lives on, and is interrupted. Long: what the queue knows (what waits, what runs) is seen by its few
 * short functions and by nothing else.
 */
export function createJobQueue(
  project: Project,
  allowedRoots: readonly string[],
  listener: JobListener,
): JobQueue {
  interruptJobs(project);
  const waiting: number[] = [];
  let running: RunningJob | null = null;
  let worker: Promise<void> = Promise.resolve();
  let isClosed = false;

  const toEntry = (record: JobRecord): JobEntry =>
    toJobEntry(record, running?.id === record.id ? running : null);
  const readRecord = (id: number): JobRecord => {
    const record = project.database.readJob(id);
    if (record !== null) return record;
    throw new RefusalError(404, 'job-unknown', { what: `There is no job ${id}.` });
  };
  const tell = (record: JobRecord, log: JobLogLine[] = []) => listener.onNews(toEntry(record), log);
  const read = (id: number): JobResponse => ({
    ...toEntry(readRecord(id)),
    log: project.database.readJobLog(id).slice(-MAX_LOG_LINES).map(toLogLine),
  });

  async function runNext(): Promise<void> {
    const id = waiting.shift();
    if (id === undefined || isClosed) return;
    const { kind, options } = readRecord(id);
    const job: RunningJob = { id, abort: new AbortController(), progress: null };
    running = job;
    const order = {
      folder: project.folder,
      kind: kind as JobKind,
      options: options as Record<string, unknown>,
    };
    const ended = await runJob(project, id, (stored) => runJobProcess(order, watch(job, stored)), {
      signal: job.abort.signal,
      onChange: (record) => tell(record),
    });
    running = null;
    await listener.onEnd(toEntry(ended));
  }

  /** Passes on what a job says: to the database through `stored`, and to the people who watch. */
  function watch(job: RunningJob, stored: Observer): Observer {
    const meter = createProgressMeter();
    const say = (level: JobLogLevel, text: string) => {
      stored[level](text);
      tell(readRecord(job.id), [{ at: new Date().toISOString(), level, text }]);
    };
    return {
      signal: stored.signal,
      progress: (event) => {
        job.progress = meter.add(event, performance.now());
        stored.progress(event);
      },
      info: (text) => say('info', text),
      warn: (text) => say('warn', text),
    };
  }

  return {
    add: (kind, options) => {
      if (isClosed) throw new CancelledError();
      const checked = parseJobOptions(kind, options);
      assertJobFits(project, kind, checked, allowedRoots);
      const record = createJob(project, kind, checked);
      waiting.push(record.id);
      tell(record);
      worker = worker.then(runNext);
      return read(record.id);
    },
    cancel: (id) => {
      readRecord(id);
      const cancelled = cancelQueuedJob(project, id);
      if (cancelled !== null) {
        waiting.splice(waiting.indexOf(id), 1);
        tell(cancelled);
      } else if (running?.id === id) {
        running.abort.abort();
        tell(readRecord(id));
      }
      return read(id);
    },
    read,
    list: () => ({ jobs: project.database.readJobs(MAX_LISTED).map(toEntry) }),
    close: async () => {
      isClosed = true;
      waiting.length = 0;
      // Before the abort, so that the end is called what it is.
      interruptJobs(project);
      running?.abort.abort();
      await worker;
    },
  };
}

function toJobEntry(record: JobRecord, running: RunningJob | null): JobEntry {
  const stored = record.progress === null ? null : { ...record.progress, rate: null, secondsLeft: null };
  return {
    id: record.id,
    kind: record.kind as JobKind,
    title: toJobTitle(record.kind as JobKind, record.options),
    options: record.options as Record<string, unknown>,
    state: record.state,
    isCancelling: record.state === 'running' && running?.abort.signal.aborted === true,
    progress: running?.progress ?? stored,
    error: record.error?.message ?? null,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
  };
}

function toLogLine({ at, level, text }: JobLogLine): JobLogLine {
  return { at, level, text };
}
