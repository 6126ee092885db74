/**
 * A connection to the workspace's database: for reading and writing, or where its disk takes nothing more, for reading alone (rule W67).
 * In: a path. Out: a connection at the newest schema, and why it cannot be written to. Reading needs no writing beside the file.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { toSystemCode } from '../../files/index.js';
import { findWriteFailure } from '../files/folders.js';
import { BUSY_TIMEOUT_MS } from './database-transactions.js';
import { checkOnOpening } from './integrity.js';
import { isNewest, migrate } from './schema.js';

/** A connection and what is known of it. */
export interface OpenedConnection {
  connection: DatabaseSyncInstance;
  uncheckedTables: string[];
  /** The system's error of writing beside the file; null where that works. */
  writeFailure: unknown;
  /** Moves everything into the file, where it can be written to, and closes it. May be called twice. */
  close(): void;
}

/** How a database is opened. */
export interface OpeningOptions {
  /**
   * Nothing is written to the file nor beside it, so that machines which share a folder may read it at once: SQLite's log needs memory that
   * processes share, which network file systems do not have. The file must be there, and nobody may write to it meanwhile.
   */
  forReading?: boolean;
}

/** Opens a database, making it when the file is not there. Throws SQLite's errors, and those of `migrate` and `checkOnOpening`. */
export function openConnection(path: string, { forReading = false }: OpeningOptions = {}): OpenedConnection {
  if (forReading) return openForReading(path, new Error('it was opened for reading'));
  try {
    return openForWriting(path);
  } catch (error) {
    const writeFailure = existsSync(path) ? findWriteFailure(dirname(path)) : null;
    // A damaged file is damaged on any disk.
    if (
      writeFailure === null ||
      !/^(SQLITE_(CANTOPEN|READONLY|IOERR|FULL)|ERR_SQLITE)/.test(toSystemCode(error))
    )
      throw error;
    return openForReading(path, writeFailure);
  }
}

function openForWriting(path: string): OpenedConnection {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    connection.exec('PRAGMA journal_mode = WAL');
    // FULL: an answer that was taken survives a power cut; NORMAL may lose the last ones.
    connection.exec('PRAGMA synchronous = FULL');
    const uncheckedTables = checkOnOpening(connection, path);
    migrate(connection, path);
    return { connection, uncheckedTables, writeFailure: null, close: () => closeConnection(connection) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * The file as it is, without the index that SQLite keeps beside a log. What is still in the log, and a schema of earlier versions, need
 * writing: then a copy in the system's folder for temporary files is opened, which goes when it is closed.
 */
function openForReading(path: string, writeFailure: unknown): OpenedConnection {
  const log = `${path}-wal`;
  const hasLog = existsSync(log) && statSync(log).size > 0;
  if (!hasLog) {
    const connection = new DatabaseSync(`${pathToFileURL(resolve(path)).href}?immutable=1`, {
      readOnly: true,
    });
    try {
      const uncheckedTables = checkOnOpening(connection, path);
      if (isNewest(connection, path))
        return { connection, uncheckedTables, writeFailure, close: () => closeConnection(connection) };
    } catch (error) {
      connection.close();
      throw error;
    }
    connection.close();
  }
  const folder = mkdtempSync(join(tmpdir(), 'spuriosity-read-'));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'workspace.sqlite');
    copyFileSync(path, copy);
    if (hasLog) copyFileSync(log, `${copy}-wal`);
    const opened = openForWriting(copy);
    const close = () => {
      opened.close();
      discard();
    };
    return { ...opened, writeFailure, close };
  } catch (error) {
    discard();
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
