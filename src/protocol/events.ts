/** What `GET /api/events` sends: one JSON document per server-sent event, whose event name is its `type`. */
import type { JobEntry, JobLogLine } from './jobs.js';

/** Parts of the workspace whose responses may have changed. */
export const TOPICS = [
  'workspace',
  'judgements',
  'models',
  'mitigation',
  'decisions',
  'views',
  'pictures',
] as const;
export type Topic = (typeof TOPICS)[number];

export type ServerEvent =
  /** Sent first; a revision that jumped tells that events were missed, another workspace that the page is of an earlier one. */
  | { type: 'hello'; revision: number; version: string; workspace: string }
  | { type: 'change'; revision: number; topics: Topic[] }
  | { type: 'job'; job: JobEntry; log: JobLogLine[] }
  /** The server is closing down. */
  | { type: 'bye' };
