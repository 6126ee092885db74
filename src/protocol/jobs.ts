/** Long work that the server does for a person, one at a time, each in a process of its own. */

export const JOB_KINDS = [
  'extract',
  'discover',
  'annotate',
  'attack',
  'mitigate',
  'tables',
  'report',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** `interrupted`: the server ended while it ran; starting it again goes on where it was. */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface JobProgress {
  task: string;
  done: number;
  total: number | null;
  unit: string;
  /** Units a second over the last seconds; null at the start. */
  rate: number | null;
  secondsLeft: number | null;
}

export interface JobEntry {
  id: number;
  kind: JobKind;
  /** In words: "Mitigate (low-spuriosity, 4 baselines)". */
  title: string;
  options: Record<string, unknown>;
  state: JobState;
  progress: JobProgress | null;
  /** Sentences, oldest first. */
  error: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

export interface JobLogLine {
  at: string;
  level: 'info' | 'warn' | 'error';
  text: string;
}

export interface JobsResponse {
  /** Newest first. */
  jobs: JobEntry[];
}

export interface JobResponse extends JobEntry {
  log: JobLogLine[];
}
