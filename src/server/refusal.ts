/**
 * How the server says no.
 * In: anything thrown. Out: an HTTP status and the `Failure` of the protocol; stack traces stay here.
 */
import { type ErrorParts, type HttpStatus, SpuriosityError } from '../base/errors.js';
import type { Failure } from '../protocol/index.js';

/** A request that cannot be served, with the status that says whose matter it is. */
export class RefusalError extends SpuriosityError {
  constructor(status: HttpStatus, code: string, parts: ErrorParts) {
    super(code, { ...parts, status });
  }
}

/** Translates anything thrown; `isUnexpected` is true for what is a fault of the program. */
export function toRefusal(error: unknown): {
  status: HttpStatus;
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
  return { status: error.status, failure: formatFailure(error.code, error), isUnexpected: false };
}

export function formatFailure(code: string, { what, why, next }: ErrorParts): Failure {
  return { error: { code, what, why: why ?? null, next: next ?? null } };
}
