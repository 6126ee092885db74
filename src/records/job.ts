/**
 * Long work that the app starts, as the workspace remembers it: what was asked, how far it is, how it ended.
 * Times are ISO 8601 in UTC. Runs nothing.
 */

/** `interrupted`: its process ended before the job did. */
export const JOB_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];
/** How a job may end. */
export type JobEnd = Exclude<JobStatus, 'queued' | 'running'>;

export interface JobProgress {
  task: string;
  done: number;
  /** Null while the amount of work is unknown. */
  total: number | null;
  unit: string;
}

/** A failure as a client shows it. */
export interface JobFailure {
  code: string;
  message: string;
}

export interface JobRecord {
  jobId: number;
  /** What it does: "extract", "mitigate", … */
  kind: string;
  /** As given when it was started; any JSON. */
  options: unknown;
  status: JobStatus;
  /** The last report; null before the first. */
  progress: JobProgress | null;
  error: JobFailure | null;
  /** What it left; any JSON, null before it is done. */
  result: unknown;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** The process that runs it or is going to. */
  pid: number;
}

export interface JobLogLine {
  /** From 0, without gaps within a job. */
  position: number;
  at: string;
  level: 'info' | 'warn';
  text: string;
}
