/**
 * Long work that the app starts, as the workspace remembers it: what was asked, how far it is, how it ended.
 * Times are ISO 8601 in UTC. Runs nothing.
 */

/** `interrupted`: its process ended before the job did. */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobState = (typeof JOB_STATES)[number];
/** How a job may end. */
export type JobEnd = Exclude<JobState, 'queued' | 'running'>;

/** How far a job is. */
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

/** A job, from being asked for to its end. */
export interface JobRecord {
  id: number;
  /** What it does: "extract", "mitigate", … */
  kind: string;
  /** As given when it was started; any JSON. */
  options: unknown;
  state: JobState;
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

/** How much a line wants to be read. */
export type JobLogLevel = 'info' | 'warn';

/** A line that a job said. */
export interface JobLogLine {
  /** From 0, without gaps within a job. */
  position: number;
  at: string;
  level: JobLogLevel;
  text: string;
}
