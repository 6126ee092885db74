/** Long work that the server does for a person, one at a time, each in a process of its own. */
import type { JobState, JobLogLine as StoredLogLine, JobProgress as StoredProgress } from '../records/job.js';

export const JOB_KINDS = [
  'run',
  'extract',
  'discover',
  'annotate',
  'objects',
  'attack',
  'mitigate',
  'check',
  'tables',
  'report',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** What each kind does, as buttons and lists call it. */
export const JOB_TITLES: Readonly<Record<JobKind, string>> = {
  run: 'Run every stage',
  extract: 'Extract features',
  discover: 'Find important features',
  annotate: 'Judge pairs automatically',
  objects: 'Find the objects',
  attack: 'Draw feature attacks',
  mitigate: 'Mitigate',
  check: 'Look at a model',
  tables: 'Write the result tables',
  report: 'Write the report',
};

/** How far a job is, and how fast. */
export interface JobProgress extends StoredProgress {
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
  /** It was told to stop, and comes to the end of its current step. */
  isCancelling: boolean;
  progress: JobProgress | null;
  /** Sentences, oldest first. */
  error: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** A line that a job said. */
export type JobLogLine = Omit<StoredLogLine, 'position'>;

export interface JobsResponse {
  /** Newest first. */
  jobs: JobEntry[];
}

export interface JobResponse extends JobEntry {
  log: JobLogLine[];
}
