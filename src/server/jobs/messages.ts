/** What a job's process and the server say to each other. */
import type { ErrorParts } from '../../base/errors.js';
import type { ProgressEvent } from '../../base/observer.js';
import type { JobKind } from '../../protocol/index.js';
import type { JobLogLevel } from '../../records/job.js';

/** `start` comes once, first. */
export type JobRequest =
  | { type: 'start'; folder: string; kind: JobKind; options: Record<string, unknown> }
  | { type: 'cancel' };

/** `done`, `cancelled` or `failed` comes once, last. */
export type JobReply =
  | { type: 'progress'; event: ProgressEvent }
  | { type: 'log'; level: JobLogLevel; text: string }
  | { type: 'done'; result: unknown }
  | { type: 'cancelled' }
  | { type: 'failed'; code: string; parts: Pick<ErrorParts, 'what' | 'why' | 'next'> };
