/**
 * The errors that reading a weight file ends in, each with its stable code.
 * In: the file's name and what is wrong with it. Out: a ModelError to throw.
 */
import { ModelError } from '../base/errors.js';

const DAMAGED = 'The file is damaged, incomplete or not what it claims to be; download or save it again.';

/** `malformed-checkpoint`: the bytes contradict themselves or their format. */
export function malformedError(name: string, problem: string, cause?: unknown): ModelError {
  return new ModelError('malformed-checkpoint', {
    what: `"${name}" cannot be read: ${problem}.`,
    next: DAMAGED,
    cause,
  });
}

/** `checkpoint-truncated`: the file ends before something it promises. */
export function truncatedError(name: string, part: string): ModelError {
  return new ModelError('checkpoint-truncated', {
    what: `"${name}" ends in the middle of ${part}.`,
    next: 'Download or copy it again, and compare the sizes.',
  });
}

/** `checkpoint-too-large`: one of the limits that keep hostile files from taking all memory or time. */
export function tooLargeError(name: string, problem: string): ModelError {
  return new ModelError('checkpoint-too-large', {
    what: `"${name}" is refused: ${problem}.`,
    why: 'No checkpoint of an image classifier needs that, and files made to exhaust memory do.',
    next: 'Save only the network\'s weights: torch.save(model.state_dict(), "weights.pt").',
  });
}

/** `unsupported-checkpoint`: a file that is well formed, in a variant that is not read here. */
export function unsupportedError(name: string, problem: string, next: string): ModelError {
  return new ModelError('unsupported-checkpoint', { what: `"${name}" ${problem}.`, next });
}
