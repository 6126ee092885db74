/**
 * How far pickles of checkpoints may go, and what their errors become.
 * In: a reading step. Out: its result, or a ModelError that names the file.
 */
import { malformedError, tooLargeError, truncatedError } from '../errors.js';
import { PickleEnd, PickleError, PickleLimit } from '../pickle/reader.js';

/** The description of a large network with optimiser state takes some megabytes. */
export const MAX_PICKLE_BYTES = 32 * 2 ** 20;

/** Runs `interpret`; `PickleEnd` becomes `checkpoint-truncated`, `PickleLimit` `checkpoint-too-large`, `PickleError` `malformed-checkpoint`. */
export function withPickleErrors<T>(name: string, part: string, interpret: () => T): T {
  try {
    return interpret();
  } catch (error) {
    if (error instanceof PickleEnd) throw truncatedError(name, part);
    if (error instanceof PickleLimit) throw tooLargeError(name, error.message);
    if (error instanceof PickleError) throw malformedError(name, error.message, error);
    throw error;
  }
}
