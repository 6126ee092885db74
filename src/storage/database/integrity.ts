/**
 * Whether the pages of a database are as SQLite writes them (rule W66).
 * In: an open connection. Out: nothing, or `database-damaged` with SQLite's own words. SQLite keeps no checksums: a changed digit inside a
 * cell is not seen, a damaged page, row or order of rows is.
 */
import { statSync } from 'node:fs';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { StorageError } from '../../base/errors.js';

/** Largest file that is looked at whole when it is opened: about a tenth of a second, once per opening. */
const WHOLLY_CHECKED_BYTES = 32 * 2 ** 20;

/** The one table that grows with the data set; of a large file it is left out on opening. */
const LARGE_TABLE = 'images';

/**
 * Checks a database when it is opened; returns the tables that were left out because the file is large.
 * Throws StorageError `database-damaged`.
 */
export function checkOnOpening(connection: DatabaseSyncInstance, path: string): string[] {
  if (statSync(path).size <= WHOLLY_CHECKED_BYTES) {
    checkWhole(connection, path);
    return [];
  }
  const tables = connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ?")
    .all(LARGE_TABLE) as { name: string }[];
  for (const { name } of tables) assertSound(connection, path, `quick_check("${name}")`);
  return [LARGE_TABLE];
}

/** Checks every page. Throws StorageError `database-damaged`. */
export function checkWhole(connection: DatabaseSyncInstance, path: string): void {
  assertSound(connection, path, 'quick_check');
}

function assertSound(connection: DatabaseSyncInstance, path: string, check: string): void {
  const [first] = connection.prepare(`PRAGMA ${check}`).all() as { quick_check: string }[];
  if (first!.quick_check !== 'ok') throw toDamagedError(path, first!.quick_check);
}

/** The error of a file that SQLite cannot make sense of. */
export function toDamagedError(path: string, detail: string, cause?: unknown): StorageError {
  return new StorageError('database-damaged', {
    what: `${path} is not a database, or it is damaged (${detail.replaceAll(/\s+/g, ' ')}).`,
    why: 'It holds the data set, answers and verdicts.',
    next: 'Restore it from a backup, or delete it and run init and annotate import again.',
    cause,
  });
}
