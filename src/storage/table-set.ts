/**
 * Result tables with what they were made with (docs/formats/results.md, R40 to R44): of two commands that write at once each leaves
 * all of its tables or the other one's, and `results/tables.json` says whose they are.
 * In: a workspace's folder, tables, their origin. Out: CSV files and their entries in the record. Knows no table and no option by name.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type AtomicFile, createAtomicFile, writeFileAtomic } from './files/atomic.js';
import { computeFileHash } from './files/file-hash.js';
import { makeFolder } from './files/folders.js';
import { acquireLock, LOCKS_FOLDER } from './files/lock.js';
import { formatRecord, type OnDamage, readOptionalRecord, statOptional } from './files/optional.js';
import { readFileStamp } from './files/stamp.js';
import { formatChunks, type TableCell } from './tables.js';

/** A table that is to be written. */
export interface TableContent {
  /** File name without its extension. */
  name: string;
  columns: readonly string[];
  rows: Iterable<Record<string, TableCell>>;
}

const originSchema = z.object({
  /** What makes the table anew, as a person types it. */
  command: z.string(),
  /** Every option that decides its numbers, defaults included. */
  options: z.record(z.string(), z.json()),
  /** Hashes of what it was made from, by name. */
  restsOn: z.record(z.string(), z.string()),
});
const recordSchema = z.object({
  tables: z.record(z.string(), originSchema.extend({ sha256: z.string() })),
});

/** What a table was made with. */
export type TableOrigin = z.infer<typeof originSchema>;

/** A table of the record that is there. */
export interface RecordedTable extends TableOrigin {
  name: string;
  /** False where the file holds other bytes than its command wrote: edited, or its writing was interrupted. */
  isAsWritten: boolean;
}

/** Name of the record in the folder of the tables. */
export const TABLE_RECORD = 'tables.json';
const LOCK = 'results';
/** Longest wait for another command that writes tables, which takes it seconds at most. */
const WRITING_WAIT_MS = 60_000;
/** Between two looks at tables that another command is writing at the moment, and how often. */
const LOOK_AGAIN_MS = 100;
const LOOKS = 20;

/**
 * Writes tables that belong together; another command's come before or after them, never in between. Rows are formatted before that, so
 * nobody waits for them.
 * @param folder of the workspace, which holds the lock
 * @param alongside files that belong to the tables, written in the same moment
 * @returns paths of the tables
 */
export async function writeTableSet(
  { folder, results }: { folder: string; results: string },
  origin: TableOrigin,
  tables: readonly TableContent[],
  alongside?: () => Promise<void>,
): Promise<string[]> {
  await makeFolder(results);
  const staged: StagedTable[] = [];
  try {
    for (const table of tables) staged.push(await stageTable(results, table));
    const lock = await acquireLock(folder, LOCK, { waitMs: WRITING_WAIT_MS });
    try {
      for (const { file } of staged) await file.commit();
      await alongside?.();
      await addToRecord(results, origin, staged);
    } finally {
      await lock.release();
    }
  } catch (error) {
    for (const { file } of staged) await file.discard();
    throw error;
  }
  return staged.map(({ name }) => toTablePath(results, name));
}

/**
 * The tables of the record that are there, by name. What another command is writing at the moment is waited for. Calls `onDamage` where the record
 * cannot be read: then nothing is known of any.
 */
export async function readTableRecord(
  { folder, results }: { folder: string; results: string },
  onDamage: OnDamage,
): Promise<RecordedTable[]> {
  for (let look = 1; ; look++) {
    const tables = await lookAtTables(results, onDamage);
    const isBeingWritten =
      tables.some(({ isAsWritten }) => !isAsWritten) &&
      (await statOptional(join(folder, LOCKS_FOLDER, `${LOCK}.json`))) !== null;
    if (!isBeingWritten || look === LOOKS) return tables;
    await sleep(LOOK_AGAIN_MS);
  }
}

interface StagedTable {
  name: string;
  file: AtomicFile;
  sha256: string;
}

async function stageTable(results: string, { name, columns, rows }: TableContent): Promise<StagedTable> {
  const file = await createAtomicFile(toTablePath(results, name));
  const hash = createHash('sha256');
  try {
    for (const chunk of formatChunks(columns, rows)) {
      hash.update(chunk);
      await file.write(chunk);
    }
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { name, file, sha256: hash.digest('hex') };
}

/** The caller holds the lock. A record that cannot be read is replaced: who reads it has said so. */
async function addToRecord(
  results: string,
  origin: TableOrigin,
  staged: readonly StagedTable[],
): Promise<void> {
  const before = await readOptionalRecord(join(results, TABLE_RECORD), recordSchema, () => {});
  const added = staged.map(({ name, sha256 }) => [name, { ...origin, sha256 }] as const);
  const tables = Object.entries({ ...before?.tables, ...Object.fromEntries(added) });
  // In a fixed order, so that the same commands leave the same bytes.
  tables.sort(([a], [b]) => (a < b ? -1 : 1));
  const record = { tables: Object.fromEntries(tables) };
  await writeFileAtomic(join(results, TABLE_RECORD), formatRecord(record, 1));
}

async function lookAtTables(results: string, onDamage: OnDamage): Promise<RecordedTable[]> {
  const record = await readOptionalRecord(join(results, TABLE_RECORD), recordSchema, onDamage);
  const tables: RecordedTable[] = [];
  for (const [name, { sha256, ...origin }] of Object.entries(record?.tables ?? {})) {
    const hash = await hashTable(toTablePath(results, name));
    if (hash !== null) tables.push({ name, ...origin, isAsWritten: hash === sha256 });
  }
  return tables;
}

/** Hashes by the stamps of files, so that the app looks into large tables once. */
const hashes = new Map<string, { stamp: string; sha256: string }>();

/** Null for a table that is not there. */
async function hashTable(path: string): Promise<string | null> {
  const stamp = await readFileStamp(path);
  if (stamp === null) return null;
  const known = hashes.get(path);
  if (known?.stamp === stamp) return known.sha256;
  const sha256 = await computeFileHash(path);
  hashes.set(path, { stamp, sha256 });
  return sha256;
}

function toTablePath(results: string, name: string): string {
  return join(results, `${name}.csv`);
}
