/**
 * What each request may see, decided once before any route runs: everything, or, while its sender is to judge blind, their own answers
 * and what data say. In: requests. Out: the numbers that their routes answer with. A name is a signature, not an account: this keeps
 * judgements independent, not secret.
 */
import type { MiddlewareHandler } from 'hono';
import { readSettings, unblind } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import { type JobEntry, type JobKind, WORKER_HEADER, WORKER_PARAMETER } from '../../protocol/index.js';
import { isPersonName } from '../../records/limits.js';
import type { AppContext, AppEnvironment } from '../route.js';

/** Jobs that neither look at a verdict nor make one. */
const VERDICT_FREE_JOBS: readonly JobKind[] = ['extract', 'discover', 'attack', 'check'];

/** Sets `person` and `view`; routes take their numbers from there and from nowhere else. */
export function createSightGate(live: LiveProject): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    const person = readPerson(c);
    c.set('person', person);
    c.set('view', live.viewOf(person));
    await next();
  };
}

/** Once everything was shown, what is taken back leaves nobody blind again. */
export function keepSeeing({ project, onlyOf }: LiveProject, person: string | null): void {
  if (person !== null && onlyOf === null && readSettings(project).answersPerPair > 1)
    unblind(project, person);
}

/** Whether the job, its log and how it ended may be seen: numbers, and even a failure, can tell how pairs were judged. */
export function isJobShown({ onlyOf }: LiveProject, { kind }: Pick<JobEntry, 'kind'>): boolean {
  return onlyOf === null || VERDICT_FREE_JOBS.includes(kind);
}

/** In a header, or where browsers send none of a page's own (pictures, downloads, the event stream) in the address; null without a name. */
function readPerson(c: AppContext): string | null {
  const given = c.req.query(WORKER_PARAMETER) ?? decode(c.req.header(WORKER_HEADER) ?? '');
  const name = given.trim();
  return isPersonName(name) ? name : null;
}

/** Headers carry no other letters than those of Latin. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
