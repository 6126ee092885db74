/**
 * Turns failures of the file system and of SQLite into errors that a person can act on.
 * In: whatever was thrown and what was being done. Out: a StorageError; errors that are already ours pass through.
 */
import { type ErrorParts, SpuriosityError, StorageError } from '../base/errors.js';
import { describeSystemError, type SystemFailure, toSystemFailure } from '../files/index.js';

/** What each kind of failure is called here, and what to do about it. */
const BY_FAILURE: Readonly<Record<SystemFailure, { code: string } & Omit<ErrorParts, 'what'>>> = {
  'disk-full': {
    code: 'disk-full',
    status: 507,
    why: 'Everything finished before is kept.',
    next: 'Free some space, or move the workspace to a larger disk with -w, and run the same command again.',
  },
  'no-permission': {
    code: 'not-writable',
    next: 'Choose a folder that you may write to with -w, or change its permissions.',
  },
  absent: { code: 'file-missing', next: 'Check the path, and that the disk is mounted.' },
  'too-many-files': {
    code: 'too-many-files',
    next: 'Raise the limit (ulimit -n) or close other programs.',
  },
  other: { code: 'storage-failed' },
};

/**
 * Wraps `error` as a StorageError: `disk-full`, `not-writable`, `file-missing`, `too-many-files` or `storage-failed`.
 * @param what what was being done, as the beginning of a sentence without its full stop: `Writing results/models.csv failed`
 */
export function toStorageError(error: unknown, what: string): SpuriosityError {
  if (error instanceof SpuriosityError) return error;
  const { code, ...parts } = BY_FAILURE[toSystemFailure(error)];
  return new StorageError(code, { ...parts, what: `${what}: ${describeSystemError(error)}.`, cause: error });
}
