/**
 * The one shape of every failure a person can act on.
 * In: what failed, why it matters, what to do next. Out: an Error with a stable code and one readable message.
 * Does not print, does not exit; `cli/run-command.ts` does.
 */

/** The three sentences of an error message; each starts with a capital letter and ends with a full stop. */
export interface ErrorParts {
  /** What failed, with the values that made it fail. */
  what: string;
  /** Why that matters; leave out where it is plain. */
  why?: string;
  /** What the user can do next. */
  next?: string;
  cause?: unknown;
  /** Left out where it is that of the error's class. */
  status?: HttpStatus;
}

/** How a server answers: whose matter a failure is (RFC 9110). */
export type HttpStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503 | 507;

/** What a file says may stand in a message, and a file may say megabytes. */
const MOST_SENTENCE_LENGTH = 2000;
const KEPT_END_LENGTH = 200;

/** A long text without its middle. */
function shorten(text: string): string {
  if (text.length <= MOST_SENTENCE_LENGTH) return text;
  return `${text.slice(0, MOST_SENTENCE_LENGTH - KEPT_END_LENGTH)} … ${text.slice(-KEPT_END_LENGTH)}`;
}

/** An expected failure. `code` is kebab-case and never changes once released; `status` is what a server answers with. */
export class SpuriosityError extends Error {
  static readonly status: HttpStatus = 500;
  readonly code: string;
  readonly what: string;
  readonly why: string | undefined;
  readonly next: string | undefined;
  readonly status: HttpStatus;

  constructor(code: string, parts: ErrorParts) {
    const [what, why, next] = [parts.what, parts.why, parts.next].map((text) => text && shorten(text));
    super([what, why, next].filter(Boolean).join(' '), { cause: parts.cause });
    this.name = new.target.name;
    this.code = code;
    this.what = what ?? '';
    this.why = why;
    this.next = next;
    this.status = parts.status ?? new.target.status;
  }
}

/** The command was called wrongly (exit code 2): unknown option, value out of range, contradictory options. */
export class UsageError extends SpuriosityError {
  static override readonly status = 422;
}

/** The data set cannot be read as asked: missing folder, no images, malformed label file. */
export class DatasetError extends SpuriosityError {
  static override readonly status = 422;
}

/** One image cannot be used; the run goes on and lists it in `skipped-images.csv`. */
export class ImageError extends SpuriosityError {
  static override readonly status = 422;
}

/** A network, its card or its session is unusable. */
export class ModelError extends SpuriosityError {
  static override readonly status = 409;
}

/** A workspace or one of its files cannot be read or written. */
export class StorageError extends SpuriosityError {}

/** A stage lacks what an earlier stage makes, or its numbers make no sense (NaN, wrong width). */
export class StageError extends SpuriosityError {
  static override readonly status = 409;
}

/** What `.catch` takes where an absence is no fault: null for an expected failure of one of the codes; throws all others on. */
export function nullOn(...codes: readonly string[]): (error: unknown) => null {
  return (error) => {
    if (error instanceof SpuriosityError && codes.includes(error.code)) return null;
    throw error;
  };
}

/** The user interrupted the work; finished parts are kept. */
export class CancelledError extends SpuriosityError {
  static override readonly status = 409;

  constructor() {
    super('cancelled', { what: 'Interrupted.', next: 'Run the same command again to go on from here.' });
  }
}
