/**
 * Tables as files: written as CSV (RFC 4180 quoting, UTF-8, a header row, lines end with LF, no cell that a spreadsheet runs), read as
 * people bring them.
 * In: columns and rows of numbers and texts, or a path. Out: a file that appears whole, or rows of strings.
 * Knows no table of the contract; `records/tables.ts` names their columns.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { StorageError } from '../base/errors.js';
import { defuseFormula, parseTableBytes, type Table as UserTable } from '../tables/index.js';
import { toStorageError } from './errors.js';
import { writeFileAtomic } from './files/atomic.js';

/** A missing or undefined number (null, NaN) is an empty cell. */
export type TableCell = string | number | null;

/** A CSV file as it stands. */
export interface Table {
  columns: string[];
  /** By column name; every row has every column. */
  rows: Record<string, string>[];
}

/** A lone carriage return is a line break to some readers. */
const NEEDS_QUOTES = /\r/;

/** Rows formatted at once: few enough to keep memory small, many enough to write in large pieces. */
const ROWS_PER_CHUNK = 2000;

/** Writes `<folder>/<fileStem>.csv` atomically and returns its path; numbers are printed so that they read back equal. */
export async function writeTable(
  folder: string,
  fileStem: string,
  columns: readonly string[],
  rows: Iterable<Record<string, TableCell>>,
): Promise<string> {
  const path = join(folder, `${fileStem}.csv`);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw toStorageError(error, `Writing ${path} failed`);
  });
  await writeFileAtomic(path, formatChunks(columns, rows));
  return path;
}

/** The same table as text. */
export function formatTable(columns: readonly string[], rows: Iterable<Record<string, TableCell>>): string {
  return [...formatChunks(columns, rows)].join('');
}

/**
 * Reads a table that a person brought: CSV, TSV, JSON, JSON lines or parquet, by the rules of `src/tables/`.
 * Throws `table-malformed` also for a single row that does not parse, `not-utf8`, `file-missing`.
 */
export async function readUserTable(path: string): Promise<UserTable> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
  const table = await parseTableBytes(bytes, path);
  const [first] = table.malformed;
  if (first === undefined) return table;
  throw new StorageError('table-malformed', {
    what: `${path} is not a readable table: line ${first.line} is wrong, ${first.reason}.`,
    next: 'Check that line for a missing quote or a cell too many.',
  });
}

/** The same as plain rows, for programs. Throws as `readUserTable`. */
export async function readTable(path: string): Promise<Table> {
  const { columns, rows } = await readUserTable(path);
  return { columns, rows: rows.map(({ values }) => values) };
}

/** A table as text, some thousand rows at a time. */
export function* formatChunks(
  columns: readonly string[],
  rows: Iterable<Record<string, TableCell>>,
): Generator<string> {
  // In a table of one column an empty cell would be an empty line, which readers skip.
  const options = { quoted_empty: columns.length === 1, quoted_match: NEEDS_QUOTES };
  let pending: string[][] = [[...columns]];
  for (const row of rows) {
    pending.push(columns.map((column) => formatCell(row[column], column)));
    if (pending.length >= ROWS_PER_CHUNK) {
      yield stringify(pending, options);
      pending = [];
    }
  }
  yield stringify(pending, options);
}

function formatCell(cell: TableCell | undefined, column: string): string {
  if (cell === undefined) {
    throw new StorageError('table-column-missing', {
      what: `A row of the table lacks the column ${column}.`,
    });
  }
  if (typeof cell === 'string') return defuseFormula(cell);
  return cell === null || Number.isNaN(cell) ? '' : String(cell);
}
