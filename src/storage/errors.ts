/**
 * Turns failures of the file system and of SQLite into errors that a person can act on.
 * In: whatever was thrown and what was being done. Out: a StorageError; errors that are already ours pass through.
 */
import { SpuriosityError, StorageError } from '../base/errors.js';

/** Operating system codes and what they mean to a user. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY']);
const NOT_FOUND = new Set(['ENOENT', 'ENOTDIR']);
const TOO_MANY_FILES = new Set(['EMFILE', 'ENFILE']);

/**
 * Wraps `error` as a StorageError: `disk-full`, `not-writable`, `file-missing`, `too-many-files` or `storage-failed`.
 * @param what what was being done, as the beginning of a sentence without its full stop: `Writing results/models.csv failed`
 */
export function toStorageError(error: unknown, what: string): SpuriosityError {
  if (error instanceof SpuriosityError) return error;
  const code = toSystemCode(error);
  if (DISK_FULL.has(code)) {
    return new StorageError('disk-full', {
      what: `${what}: the disk is full (${code}).`,
      why: 'Everything finished before is kept.',
      next: 'Free some space, or move the workspace to a larger disk with -w, and run the same command again.',
      cause: error,
    });
  }
  if (NOT_WRITABLE.has(code)) {
    return new StorageError('not-writable', {
      what: `${what}: no permission (${code}).`,
      next: 'Choose a folder that you may write to with -w, or change its permissions.',
      cause: error,
    });
  }
  if (NOT_FOUND.has(code)) {
    return new StorageError('file-missing', {
      what: `${what}: no such file or folder.`,
      next: 'Check the path, and that the disk is mounted.',
      cause: error,
    });
  }
  if (TOO_MANY_FILES.has(code)) {
    return new StorageError('too-many-files', {
      what: `${what}: too many files are open (${code}).`,
      next: 'Raise the limit (ulimit -n) or close other programs.',
      cause: error,
    });
  }
  return new StorageError('storage-failed', {
    what: `${what}: ${error instanceof Error ? error.message : String(error)}.`,
    cause: error,
  });
}

/** The `code` that Node gave an error (`ENOSPC`), or SQLite's name for it (`SQLITE_FULL`); empty when it has none. */
export function toSystemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, sqliteCodeName } = error as { code?: unknown; sqliteCodeName?: unknown };
  if (typeof sqliteCodeName === 'string') return sqliteCodeName;
  return typeof code === 'string' ? code : '';
}
