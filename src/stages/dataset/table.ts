/**
 * Label tables as rows of text: CSV (any of , ; tab), JSON lines, a JSON array, Parquet.
 * Cells are kept as written; numbers and booleans of JSON become their JSON text, nested values too.
 */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { DatasetError } from '../../base/errors.js';

export interface TableRow {
  /** Row of data, from 1; the header does not count. */
  number: number;
  values: Record<string, string>;
}

export interface LabelTable {
  /** In file order; those of JSON rows in order of first appearance. */
  columns: string[];
  rows: TableRow[];
  /** Rows that do not parse: where, and why. */
  malformed: { number: number; reason: string }[];
}

const DELIMITERS = [',', '\t', ';'] as const;

/** Tells JSON from CSV by the first character. Throws `table-malformed`. */
export function parseTable(text: string, fileName: string): LabelTable {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('[')) return parseJsonArray(start, fileName);
  return start.startsWith('{') ? parseJsonLines(text) : parseDelimited(text, fileName);
}

/** The delimiter is the one that the header holds most of. Throws `table-malformed`. */
export function parseDelimited(text: string, fileName: string): LabelTable {
  const header = text.slice(0, text.search(/\r?\n|$/));
  const countOf = (delimiter: string) => header.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, next) => (countOf(next) > countOf(best) ? next : best));
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      bom: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (cause) {
    throw malformedTable(fileName, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const [names = [], ...lines] = records;
  const columns = names.map((name) => name.trim());
  const repeated = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (repeated !== undefined)
    throw malformedTable(fileName, `the column ${JSON.stringify(repeated)} occurs twice`);
  const table: LabelTable = { columns: columns.filter((name) => name !== ''), rows: [], malformed: [] };
  lines.forEach((cells, at) => {
    if (cells.slice(columns.length).some((cell) => cell !== '')) {
      const reason = `it has ${cells.length} cells where the header has ${columns.length}; quote cells that hold a comma`;
      table.malformed.push({ number: at + 1, reason });
      return;
    }
    const values: Record<string, string> = {};
    columns.forEach((name, column) => {
      if (name !== '') values[name] = cells[column] ?? '';
    });
    table.rows.push({ number: at + 1, values });
  });
  return table;
}

/** One object a line; lines that are not are listed as malformed. */
export function parseJsonLines(text: string): LabelTable {
  const table: LabelTable = { columns: [], rows: [], malformed: [] };
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const objects = lines.map((line): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  });
  return addObjects(table, objects);
}

/** All columns as text. Throws `table-malformed`. */
export async function parseParquet(bytes: Uint8Array, fileName: string): Promise<LabelTable> {
  const file = bytes.slice().buffer;
  try {
    return addObjects({ columns: [], rows: [], malformed: [] }, await parquetReadObjects({ file }));
  } catch (cause) {
    throw malformedTable(fileName, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function parseJsonArray(text: string, fileName: string): LabelTable {
  try {
    return addObjects({ columns: [], rows: [], malformed: [] }, JSON.parse(text) as unknown[]);
  } catch (cause) {
    throw malformedTable(fileName, 'it is not valid JSON', cause);
  }
}

function addObjects(table: LabelTable, objects: unknown[]): LabelTable {
  const columns = new Set<string>();
  objects.forEach((object, at) => {
    if (object === null || typeof object !== 'object' || Array.isArray(object)) {
      table.malformed.push({ number: at + 1, reason: 'it is not a JSON object' });
      return;
    }
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(object)) {
      columns.add(name);
      values[name] = toCell(value);
    }
    table.rows.push({ number: at + 1, values });
  });
  table.columns = [...columns];
  for (const row of table.rows) for (const name of table.columns) row.values[name] ??= '';
  return table;
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value, (_, nested) => (typeof nested === 'bigint' ? nested.toString() : nested));
}

function malformedTable(fileName: string, reason: string, cause?: unknown): DatasetError {
  return new DatasetError('table-malformed', {
    what: `${fileName} cannot be read as a table: ${reason}.`,
    next: 'Write it as CSV with one header line, or as one JSON object a line.',
    cause,
  });
}
