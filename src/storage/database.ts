/**
 * The workspace's database: data set, answers, automatic verdicts and models under test (rules W50 to W55).
 * In: records. Out: the same records, also for another process at the same time. The only importer of the SQLite driver.
 * Holds no features and nothing that can be computed from what it holds.
 */
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { StorageError } from '../base/errors.js';
import type { Answer, Verdict } from '../records/annotation.js';
import type { Dataset } from '../records/dataset.js';
import type { ModelRecord } from '../records/workspace.js';
import { type AnswerImport, appendAnswers, readAnswers } from './database-answers.js';
import { hasDataset, readDataset, writeDataset } from './database-dataset.js';
import { readModels, readVerdicts, removeModel, writeModel, writeVerdicts } from './database-models.js';
import { toStorageError, toSystemCode } from './errors.js';
import { findWriteFailure } from './folders.js';
import { migrate } from './schema.js';

export type { AnswerImport } from './database-answers.js';

/** An open database; every method is one transaction. */
export interface WorkspaceDatabase {
  /** Replaces the data set; answers, verdicts and models stay. `root` is where the paths of images start. */
  writeDataset(dataset: Dataset, root: string): void;
  /** Throws `dataset-missing` when there is none. */
  readDataset(): Dataset & { root: string };
  hasDataset(): boolean;
  /**
   * Adds answers. One that repeats a worker's current answer on a pair counts as duplicate; one that differs replaces it,
   * and the old one stays in the history.
   * @param importName what the answers came from, for people: a file name
   */
  appendAnswers(answers: Iterable<Answer>, importName: string): AnswerImport;
  /** Current answers in the order in which they came. */
  readAnswers(): Answer[];
  /** Replaces all automatic verdicts. */
  writeAutomaticVerdicts(verdicts: Iterable<Verdict>): void;
  /** Ascending by class, then feature. */
  readAutomaticVerdicts(): Verdict[];
  /** Adds a model, or replaces the one of that name in its place. */
  writeModel(model: ModelRecord): void;
  /** In the order in which they were added. */
  readModels(): ModelRecord[];
  /** False when there is no model of that name. */
  removeModel(name: string): boolean;
  /** Moves everything from the write-ahead log into the file and closes it; an empty log may stay beside it. May be called twice. */
  close(): void;
}

/** Longest wait for another process's transaction. */
const BUSY_TIMEOUT_MS = 30_000;

/** Opens a database, making it when the file is not there; its folder must be. */
export function openDatabase(path: string): WorkspaceDatabase {
  const attempt = <T>(what: string, action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw toDatabaseError(error, path, what);
    }
  };
  const connection = attempt('Opening', () => openConnection(path));
  const change = <T>(what: string, action: () => T): T =>
    attempt(what, () => runTransaction(connection, action));
  const read = <T>(action: () => T): T => attempt('Reading', action);
  return {
    writeDataset: (dataset, root) =>
      change('Writing the data set to', () => writeDataset(connection, dataset, root)),
    // Several tables: a transaction, so that all are of one moment.
    readDataset: () =>
      attempt('Reading', () => runTransaction(connection, () => readDataset(connection), 'DEFERRED')),
    hasDataset: () => read(() => hasDataset(connection)),
    appendAnswers: (answers, importName) =>
      change('Writing answers to', () => appendAnswers(connection, answers, importName)),
    readAnswers: () => read(() => readAnswers(connection)),
    writeAutomaticVerdicts: (verdicts) =>
      change('Writing verdicts to', () => writeVerdicts(connection, verdicts)),
    readAutomaticVerdicts: () => read(() => readVerdicts(connection)),
    writeModel: (model) => change('Writing a model to', () => writeModel(connection, model)),
    readModels: () => read(() => readModels(connection)),
    removeModel: (name) => change('Removing a model from', () => removeModel(connection, name)),
    close: () => attempt('Closing', () => closeConnection(connection)),
  };
}

function openConnection(path: string): DatabaseSyncInstance {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    connection.exec('PRAGMA journal_mode = WAL');
    // FULL: an answer that was taken survives a power cut; NORMAL may lose the last ones.
    connection.exec('PRAGMA synchronous = FULL');
    migrate(connection, path);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function closeConnection(connection: DatabaseSyncInstance): void {
  if (!connection.isOpen) return;
  try {
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // On a full disk the log stays; it is part of the database, and the next opening reads it.
  }
  connection.close();
}

/** IMMEDIATE waits for other writers at the beginning, where waiting is safe, and not in the middle. */
function runTransaction<T>(
  connection: DatabaseSyncInstance,
  action: () => T,
  mode: 'IMMEDIATE' | 'DEFERRED' = 'IMMEDIATE',
): T {
  connection.exec(`BEGIN ${mode}`);
  try {
    const result = action();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function toDatabaseError(error: unknown, path: string, what: string): Error {
  const code = toSystemCode(error);
  // SQLite says only that it could not write or open; the folder itself tells whether it is full or read-only.
  const cause = /^SQLITE_(IOERR|CANTOPEN)/.test(code) ? findWriteFailure(dirname(path)) : null;
  if (cause !== null && toSystemCode(cause) !== 'ENOENT')
    return toStorageError(cause, `${what} ${path} failed`);
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return new StorageError('database-damaged', {
      what: `${path} is not a database, or it is damaged (${code}).`,
      next: 'Restore it from a backup, or delete it and run init and annotate import again.',
      cause: error,
    });
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new StorageError('database-busy', {
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
