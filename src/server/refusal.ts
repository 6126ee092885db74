/**
 * How the server says no.
 * In: anything thrown. Out: an HTTP status and the `Failure` of the protocol; stack traces stay here.
 */
import {
  CancelledError,
  DatasetError,
  type ErrorParts,
  ImageError,
  ModelError,
  SpuriosityError,
  StageError,
  StorageError,
  UsageError,
} from '../base/errors.js';
import type { Failure } from '../protocol/index.js';

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503 | 507;

/** A request that cannot be served, with the status that says whose matter it is. */
export class RefusalError extends SpuriosityError {
  readonly status: RefusalStatus;

  constructor(status: RefusalStatus, code: string, parts: ErrorParts) {
    super(code, parts);
    this.status = status;
  }
}

/** Kinds of errors, the first that fits; a missing thing is 404 whatever its kind (`toStatus`). */
const STATUS_OF_KIND: [new (...args: never[]) => SpuriosityError, RefusalStatus][] = [
  [UsageError, 422],
  [ImageError, 422],
  [DatasetError, 422],
  // The workspace lacks something that an earlier stage makes, or its network cannot do this.
  [StageError, 409],
  [ModelError, 409],
  [CancelledError, 409],
];

/** Storage errors that will pass, or that a person can mend. */
const STATUS_OF_STORAGE: Record<string, RefusalStatus> = {
  'database-busy': 503,
  'workspace-busy': 503,
  'disk-full': 507,
};

/** Files of a stage that has not run. */
const NOT_MADE_YET = new Set(['not-mitigated', 'no-encoder']);

/** Translates anything thrown; `isUnexpected` is true for what is a fault of the program. */
export function toRefusal(error: unknown): {
  status: RefusalStatus;
  failure: Failure;
  isUnexpected: boolean;
} {
  if (!(error instanceof SpuriosityError)) {
    const failure = formatFailure('unexpected', {
      what: 'The server made a mistake.',
      next: 'Its terminal shows the details; please report them.',
    });
    return { status: 500, failure, isUnexpected: true };
  }
  return { status: toStatus(error), failure: formatFailure(error.code, error), isUnexpected: false };
}

export function formatFailure(code: string, { what, why, next }: ErrorParts): Failure {
  return { error: { code, what, why: why ?? null, next: next ?? null } };
}

function toStatus(error: SpuriosityError): RefusalStatus {
  if (error instanceof RefusalError) return error.status;
  if (error instanceof StorageError) return STATUS_OF_STORAGE[error.code] ?? 500;
  if (/-(unknown|missing)$/.test(error.code) || NOT_MADE_YET.has(error.code)) return 404;
  return STATUS_OF_KIND.find(([kind]) => error instanceof kind)?.[1] ?? 500;
}
