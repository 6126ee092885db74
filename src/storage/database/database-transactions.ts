/**
 * How every part of the database reads and writes: one method, one transaction; failures as errors that a person can act on.
 * In: a connection and its path. Out: `read`, `change` and prepared statements. Knows no table.
 */
import { dirname } from 'node:path';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { StorageError } from '../../base/errors.js';
import { toSystemCode } from '../../files/index.js';
import { toStorageError } from '../errors.js';
import { findWriteFailure } from '../files/folders.js';
import { reachStep } from '../files/steps.js';
import { toDamagedError } from './integrity.js';

/** Longest wait for another process's transaction. */
export const BUSY_TIMEOUT_MS = 30_000;

/** What the parts of the database share. */
export interface Transactions {
  /** One reading statement, which is a moment of its own. */
  read<T>(action: () => T): T;
  /** Several reading statements of one moment. */
  readTogether<T>(action: () => T): T;
  /**
   * Changes that all happen or none; on return they are on the disk.
   * @param what the beginning of a sentence that ends in the file's path: "Writing answers to"
   */
  change<T>(what: string, action: () => T): T;
  /** A statement, prepared at its first use and kept: preparing one costs more than running it. */
  prepare(sql: string): StatementSyncInstance;
}

/** Transactions on one connection; `path` is how messages call the file, `writeFailure` why it cannot be written to, or null. */
export function createTransactions(
  connection: DatabaseSyncInstance,
  path: string,
  writeFailure: unknown,
): Transactions {
  const statements = new Map<string, StatementSyncInstance>();
  const attempt = <T>(what: string, action: () => T): T => attemptOn(path, what, action);
  return {
    read: (action) => attempt('Reading', action),
    readTogether: (action) => attempt('Reading', () => runTransaction(connection, action, 'DEFERRED')),
    change: (what, action) => {
      if (writeFailure !== null) throw toStorageError(writeFailure, `${what} ${path} failed`);
      return attempt(what, () => runTransaction(connection, action, 'IMMEDIATE'));
    },
    prepare: (sql) => {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = connection.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** Runs an action on the file at `path`; what it throws comes out as a StorageError that names the file. */
export function attemptOn<T>(path: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toDatabaseError(error, path, what);
  }
}

/** IMMEDIATE waits for other writers at the beginning, where waiting is safe, and not in the middle. */
function runTransaction<T>(
  connection: DatabaseSyncInstance,
  action: () => T,
  mode: 'IMMEDIATE' | 'DEFERRED',
): T {
  connection.exec(`BEGIN ${mode}`);
  try {
    const result = action();
    if (mode === 'DEFERRED') {
      connection.exec('COMMIT');
      return result;
    }
    reachStep('before rows');
    connection.exec('COMMIT');
    reachStep('after rows');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** Of errors that come without SQLite's code, as those of statements that return rows do. */
const DAMAGE_WORDS = /^(database disk image is malformed|file is not a database)$/;

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toDatabaseError(error: unknown, path: string, what: string): Error {
  const code = toSystemCode(error);
  // SQLite says only that it could not write or open; the folder itself tells whether it is full or read-only.
  const cause = /^SQLITE_(IOERR|CANTOPEN)/.test(code) ? findWriteFailure(dirname(path)) : null;
  if (cause !== null && toSystemCode(cause) !== 'ENOENT')
    return toStorageError(cause, `${what} ${path} failed`);
  const isDamaged = code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT';
  if (isDamaged || DAMAGE_WORDS.test(toMessage(error))) {
    return toDamagedError(path, isDamaged ? code : toMessage(error), error);
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new StorageError('database-busy', {
      status: 503,
      what: `${what} ${path} failed: another process has been writing for ${BUSY_TIMEOUT_MS / 1000} seconds.`,
      next: 'Wait for it to end and run the same command again.',
      cause: error,
    });
  }
  if (code === 'SQLITE_CANTOPEN') {
    return new StorageError('database-unopenable', {
      what: `${path} cannot be opened or created.`,
      next: 'Check that its folder exists and that you may write there.',
      cause: error,
    });
  }
  return toStorageError(error, `${what} ${path} failed`);
}
