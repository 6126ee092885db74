/**
 * Jobs in the database: what was started, how far it is, how it ended, what it said (rules W63, W64).
 * In: options, progress, ends. Out: records and log lines. Starts and stops nothing.
 */
import type { JobEnd, JobFailure, JobLogLine, JobProgress, JobRecord, JobState } from '../../records/job.js';
import { MACHINE_ID } from '../files/processes.js';
import type { Transactions } from './database-transactions.js';

/** How a job ended; at most one of error and result. */
export interface JobOutcome {
  state: JobEnd;
  error?: JobFailure;
  /** Any JSON. */
  result?: unknown;
}

/** What the database knows of jobs. */
export interface JobTables {
  /** Adds a queued job of this process. */
  createJob(job: { kind: string; options: unknown; createdAt: string }): JobRecord;
  /** Null unless the job was queued. */
  startJob(jobId: number, startedAt: string): JobRecord | null;
  /** False when the job has ended. */
  writeJobProgress(jobId: number, progress: JobProgress): boolean;
  /** Null when the job has ended already: the first end holds. */
  endJob(jobId: number, outcome: JobOutcome, endedAt: string): JobRecord | null;
  /** Ends as `interrupted` every job that has not ended; returns them. */
  interruptJobs(endedAt: string): JobRecord[];
  /** Null when there is no such job. */
  readJob(jobId: number): JobRecord | null;
  /** Newest first. */
  readJobs(limit?: number): JobRecord[];
  appendJobLog(jobId: number, lines: Iterable<Omit<JobLogLine, 'position'>>): void;
  /** Lines from a position on, in order. */
  readJobLog(jobId: number, fromPosition?: number): JobLogLine[];
}

interface JobRow {
  job_id: number;
  kind: string;
  options: string;
  status: JobState;
  progress: string | null;
  error: string | null;
  result: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  pid: number;
}

const OPEN = "status IN ('queued', 'running')";
const END = `UPDATE jobs SET status = ?, error = ?, result = ?, ended_at = ? WHERE job_id = ? AND ${OPEN} RETURNING *`;

/** The jobs of one database. */
export function createJobTables(transactions: Transactions): JobTables {
  return { ...createJobTable(transactions), ...createJobLog(transactions) };
}

function createJobTable({ change, read, prepare }: Transactions) {
  const toJobOrNull = (row: unknown) => (row === undefined ? null : toJob(row as JobRow));
  return {
    createJob: ({ kind, options, createdAt }: { kind: string; options: unknown; createdAt: string }) =>
      change('Adding a job to', () => {
        const insert = prepare(
          `INSERT INTO jobs (kind, options, status, created_at, pid, machine)
           VALUES (?, ?, 'queued', ?, ?, ?) RETURNING *`,
        );
        const row = insert.get(kind, toJson(options), createdAt, process.pid, MACHINE_ID);
        return toJob(row as JobRow);
      }),
    startJob: (jobId: number, startedAt: string) =>
      change('Starting a job in', () => {
        const start = prepare(
          `UPDATE jobs SET status = 'running', started_at = ?, pid = ?, machine = ?
           WHERE job_id = ? AND status = 'queued' RETURNING *`,
        );
        return toJobOrNull(start.get(startedAt, process.pid, MACHINE_ID, jobId));
      }),
    writeJobProgress: (jobId: number, progress: JobProgress) =>
      change('Writing progress to', () => {
        const update = prepare(`UPDATE jobs SET progress = ? WHERE job_id = ? AND ${OPEN}`);
        return update.run(toJson(progress), jobId).changes > 0;
      }),
    endJob: (jobId: number, { state, error, result }: JobOutcome, endedAt: string) =>
      change('Ending a job in', () =>
        toJobOrNull(
          prepare(END).get(
            state,
            error === undefined ? null : toJson(error),
            result === undefined ? null : toJson(result),
            endedAt,
            jobId,
          ),
        ),
      ),
    interruptJobs: (endedAt: string) =>
      change('Ending jobs in', () => {
        const end = prepare(`UPDATE jobs SET status = 'interrupted', ended_at = ? WHERE ${OPEN} RETURNING *`);
        return (end.all(endedAt) as JobRow[]).map(toJob);
      }),
    readJob: (jobId: number) =>
      read(() => toJobOrNull(prepare('SELECT * FROM jobs WHERE job_id = ?').get(jobId))),
    readJobs: (limit = Number.MAX_SAFE_INTEGER) =>
      read(() =>
        (prepare('SELECT * FROM jobs ORDER BY job_id DESC LIMIT ?').all(limit) as JobRow[]).map(toJob),
      ),
  };
}

function createJobLog({ change, read, prepare }: Transactions) {
  return {
    appendJobLog: (jobId: number, lines: Iterable<Omit<JobLogLine, 'position'>>) =>
      change('Writing a log to', () => {
        const insert = prepare(
          `INSERT INTO job_log SELECT ?1, coalesce(max(position) + 1, 0), ?2, ?3, ?4 FROM job_log WHERE job_id = ?1`,
        );
        for (const { at, level, text } of lines) insert.run(jobId, at, level, text);
      }),
    readJobLog: (jobId: number, fromPosition = 0) =>
      read(() => {
        const select = prepare(
          'SELECT position, at, level, text FROM job_log WHERE job_id = ? AND position >= ? ORDER BY position',
        );
        return select.all(jobId, fromPosition) as JobLogLine[];
      }),
  };
}

/** JSON of any value; what JSON has no word for (undefined) becomes null. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function parseOrNull(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

function toJob(row: JobRow): JobRecord {
  return {
    id: row.job_id,
    kind: row.kind,
    options: JSON.parse(row.options),
    state: row.status,
    progress: parseOrNull(row.progress) as JobProgress | null,
    error: parseOrNull(row.error) as JobFailure | null,
    result: parseOrNull(row.result),
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    pid: row.pid,
  };
}
