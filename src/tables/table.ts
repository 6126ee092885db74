/**
 * A table as people bring it: a header and rows of text cells, from CSV, JSON or parquet alike.
 * Enters: text or bytes of a file. Leaves: cells as they were written, and notes on what was assumed while reading.
 * No cell passes through a number here; consumers that want numbers ask `createNumberParser`.
 */
import { DatasetError } from '../base/errors.js';
import { listColumns, parseDelimited } from './delimited.js';
import { parseJsonArray, parseJsonLines, toTable } from './json.js';
import type { Table } from './row.js';
import { decodeText } from './text.js';

const PARQUET_MAGIC = 'PAR1';
const WORKBOOK = /\.(?:xlsx?|ods|numbers)$/i;

/** Bytes of a CSV, TSV, JSON, JSON-lines or parquet file; told apart by what they hold. Throws `table-malformed`, `parquet-unreadable`, `table-workbook`, `not-utf8`. */
export async function parseTableBytes(bytes: Uint8Array, fileName: string): Promise<Table> {
  if (isParquet(bytes) || /\.parquet$/i.test(fileName)) return parseParquet(bytes, fileName);
  if (WORKBOOK.test(fileName)) throw workbook(fileName);
  return parseTable(decodeText(bytes, fileName), fileName);
}

/** Text of a CSV, TSV, JSON or JSON-lines file; JSON is told from CSV by its first character. Throws `table-malformed`. */
export function parseTable(text: string, fileName: string): Table {
  const start = /^\uFEFF?\s*([[{])/.exec(text)?.[1];
  if (start === '[') return parseJsonArray(text, fileName);
  return start === '{' ? parseJsonLines(text) : parseDelimited(text, fileName);
}

/** Names of the columns by the first bytes of a text; null where these are not enough (an array of objects, parquet). Throws `not-utf8`. */
export function parseColumns(start: Uint8Array, fileName: string): string[] | null {
  if (isParquet(start)) return null;
  const text = decodeText(start, fileName, true).trimStart();
  if (text.startsWith('[')) return null;
  if (text.startsWith('{')) return parseJsonLines(text.slice(0, text.search(/[\r\n]|$/))).columns;
  return listColumns(text);
}

/** Whether a column of a Parquet file is the index that pandas keeps in one of its own. */
export function isPandasIndex(column: string): boolean {
  return /^__index_level_\d+__$/.test(column);
}

function isParquet(bytes: Uint8Array): boolean {
  return [...PARQUET_MAGIC].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

async function parseParquet(bytes: Uint8Array, fileName: string): Promise<Table> {
  const { readParquetRows } = await import('../parquet/index.js');
  const objects = await readParquetRows(bytes, fileName);
  const table = toTable(objects.map((value, at) => ({ line: at + 1, value })));
  const columns = table.columns.filter((name) => !isPandasIndex(name));
  if (columns.length === table.columns.length) return table;
  return { ...table, columns, notes: ['The index of pandas was not read.'] };
}

function workbook(fileName: string): DatasetError {
  return new DatasetError('table-workbook', {
    what: `${fileName} is a spreadsheet's own file, which is not read.`,
    next: 'Save the sheet as "CSV UTF-8" there, and name that file.',
  });
}
