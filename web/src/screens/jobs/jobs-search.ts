/** The state of the jobs page in its address: which jobs are listed, whose log is open, what is about to be started. */
import type { JobEntry, JobKind } from '../../../../src/protocol/index.js';
import { parseChoice, parseIndex } from '../../parts/page/search-params.js';
import { STARTABLE_KINDS } from './job-offers.js';

const SHOWN = ['active', 'done', 'ended'] as const;
/** `ended`: failed, cancelled or interrupted. */
type Shown = (typeof SHOWN)[number];

export interface JobsSearch {
  /** Absent: all. */
  show?: Shown;
  /** Job whose log is open. */
  log?: number;
  /** Kind whose form is open. */
  start?: JobKind;
}

export function parseJobsSearch(search: Record<string, unknown>): JobsSearch {
  return {
    show: parseChoice(search.show, SHOWN),
    log: parseIndex(search.log),
    start: parseChoice(search.start, STARTABLE_KINDS),
  };
}

/** Whether the list shows the job. */
export function isShown({ state }: JobEntry, show: Shown | undefined): boolean {
  if (show === undefined) return true;
  if (show === 'active') return state === 'running' || state === 'queued';
  return show === 'done' ? state === 'done' : ['failed', 'cancelled', 'interrupted'].includes(state);
}
