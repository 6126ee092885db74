/**
 * Tables as CSV files (RFC 4180 quoting, UTF-8, a header row, lines end with LF).
 * In: columns and rows of numbers and texts, or a path. Out: a file that appears whole, or rows of strings.
 * Knows no table of the contract; `records/tables.ts` names their columns.
 */
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { StorageError } from '../base/errors.js';
import { writeFileAtomic } from './atomic.js';
import { toStorageError } from './errors.js';

/** A missing or undefined number (null, NaN) is an empty cell. */
export type TableCell = string | number | null;

export interface Table {
  columns: string[];
  /** By column name; every row has every column. */
  rows: Record<string, string>[];
}

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

/** Reads a CSV file with a header row: byte order mark, CRLF and line breaks inside quotes are fine, empty lines are not rows. */
export async function readTable(path: string): Promise<Table> {
  let columns: string[] = [];
  const rows: Record<string, string>[] = [];
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    columns: (header: string[]) => {
      columns = header;
      return header;
    },
  });
  const file = createReadStream(path);
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  try {
    for await (const row of parser) rows.push(row as Record<string, string>);
  } catch (error) {
    if (!(error instanceof CsvError)) throw toStorageError(error, `Reading ${path} failed`);
    throw new StorageError('table-malformed', {
      what: `${path} is not a readable CSV file: ${error.message}.`,
      next: 'Check that line for a missing quote or a missing cell.',
      cause: error,
    });
  } finally {
    file.destroy();
  }
  const repeated = columns.find((name, position) => columns.indexOf(name) !== position);
  if (repeated !== undefined) {
    throw new StorageError('table-malformed', {
      what: `${path} has two columns named ${JSON.stringify(repeated)}.`,
      next: 'Rename one of them.',
    });
  }
  return { columns, rows };
}

function* formatChunks(
  columns: readonly string[],
  rows: Iterable<Record<string, TableCell>>,
): Generator<string> {
  // In a table of one column an empty cell would be an empty line, which readers skip.
  const options = { quoted_empty: columns.length === 1 };
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
  return cell === null || Number.isNaN(cell) ? '' : String(cell);
}
