/**
 * The one shape of every failure a person can act on.
 * In: what failed, why it matters, what to do next. Out: an Error with a stable code and one readable message.
 * Does not print, does not exit; `cli/main.ts` does.
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
}

/** An expected failure. `code` is kebab-case and never changes once released. */
export class SpuriosityError extends Error {
  readonly code: string;
  readonly what: string;
  readonly why: string | undefined;
  readonly next: string | undefined;

  constructor(code: string, parts: ErrorParts) {
    super([parts.what, parts.why, parts.next].filter(Boolean).join(' '), { cause: parts.cause });
    this.name = new.target.name;
    this.code = code;
    this.what = parts.what;
    this.why = parts.why;
    this.next = parts.next;
  }
}

/** The command was called wrongly (exit code 2): unknown option, value out of range, contradictory options. */
export class UsageError extends SpuriosityError {}

/** The data set cannot be read as asked: missing folder, no images, malformed label file. */
export class DatasetError extends SpuriosityError {}

/** One image cannot be used; the run goes on and lists it in `skipped-images.csv`. */
export class ImageError extends SpuriosityError {}

/** A network, its card or its session is unusable. */
export class ModelError extends SpuriosityError {}

/** A workspace or one of its files cannot be read or written. */
export class StorageError extends SpuriosityError {}

/** A stage lacks what an earlier stage makes, or its numbers make no sense (NaN, wrong width). */
export class StageError extends SpuriosityError {}

/** The user interrupted the work; finished parts are kept. */
export class CancelledError extends SpuriosityError {
  constructor() {
    super('cancelled', { what: 'Interrupted.', next: 'Run the same command again to go on from here.' });
  }
}
