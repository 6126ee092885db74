/**
 * What the errors of the operating system, and of SQLite on it, mean.
 * In: whatever was thrown. Out: its code, its kind, words for a person. What to do about it is the matter of whoever was doing it.
 */

/** Kinds of failure that call for different advice. */
export type SystemFailure = 'disk-full' | 'no-permission' | 'absent' | 'too-many-files' | 'other';

const KIND_BY_CODE: Readonly<Record<string, SystemFailure>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  SQLITE_FULL: 'disk-full',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'no-permission',
  SQLITE_READONLY: 'no-permission',
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EMFILE: 'too-many-files',
  ENFILE: 'too-many-files',
};

/** The `code` that Node gave an error (`ENOSPC`), or SQLite's name for it (`SQLITE_FULL`); empty when it has none. */
export function toSystemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, sqliteCodeName } = error as { code?: unknown; sqliteCodeName?: unknown };
  if (typeof sqliteCodeName === 'string') return sqliteCodeName;
  return typeof code === 'string' ? code : '';
}

/** What kind of failure an error is. */
export function toSystemFailure(error: unknown): SystemFailure {
  return KIND_BY_CODE[toSystemCode(error)] ?? 'other';
}

/** True for the system's word that nothing is there, or that a file stands where a folder was meant. */
export function isAbsent(error: unknown): boolean {
  return toSystemFailure(error) === 'absent';
}

/** The reason as a clause, without a full stop: `no permission (EACCES)`. */
export function describeSystemError(error: unknown): string {
  const code = toSystemCode(error);
  switch (toSystemFailure(error)) {
    case 'disk-full':
      return `the disk is full (${code})`;
    case 'no-permission':
      return `no permission (${code})`;
    case 'absent':
      return 'no such file or folder';
    case 'too-many-files':
      return `too many files are open (${code})`;
    case 'other':
      return error instanceof Error ? error.message : String(error);
  }
}
