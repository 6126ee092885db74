/**
 * Text separated by comma, semicolon, tab or bar, as programs and spreadsheets write it.
 * Enters: text. Leaves: rows of cells as written. Finds the separator, drops empty rows, empty columns and columns without a name.
 * Splitting and quoting are csv-parse's (RFC 4180, loose quotes); this file holds the rules around it.
 */
import { type Options, parse } from 'csv-parse/sync';
import { restoreFormula } from './formulas.js';
import { toLabel } from './labels.js';
import { malformedTable, type Table, toValues } from './row.js';

const DELIMITERS = [',', '\t', ';', '|'] as const;
/** Excel's first line that names the separator; it is no row. */
const SEPARATOR_LINE = /^"?sep=(.)"?[ \t;,]*(?:\r\n|\n|\r)/i;
/** Names that pandas gives to columns without one. */
const UNNAMED = /^(?:Unnamed: \d+)?$/;
/** `="007"`, by which spreadsheets are told to keep a text. */
const QUOTED_FORMULA = /^="([^"]*)"$/;
/** Enough of a file to tell its separator, in characters and rows. */
const SNIFF_LENGTH = 64 * 1024;
const SNIFF_ROWS = 50;

const NAMES: Record<string, string> = { '\t': 'a tab', ' ': 'a space' };

/** A row's cells, and the line on which it begins. */
interface Line {
  line: number;
  cells: string[];
}

/**
 * The separator is that of a `sep=` line, else the one by which most rows have as many cells as the header, else the one that the header
 * holds most of. Rows with fewer cells than the header end with empty ones; rows with more are malformed.
 * Throws `table-malformed` for an open quote and for a column that occurs twice.
 */
export function parseDelimited(text: string, fileName: string): Table {
  const { body, delimiter, firstLine } = findDelimiter(text);
  const [names = []] = sniff(body, delimiter);
  const isPadded = names.some((name, place) => place > 0 && /^ +\S/.test(name));
  let records: Line[];
  try {
    records = listRecords(body, delimiter, isPadded, firstLine);
  } catch (cause) {
    throw malformedTable(fileName, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const [header, ...rows] = records;
  const table: Table = { columns: [], rows: [], malformed: [], notes: [] };
  if (delimiter !== ',') table.notes.push(`Read with ${NAMES[delimiter] ?? `"${delimiter}"`} as separator.`);
  if (names.some((name) => name !== name.trim()))
    table.notes.push('Spaces around the names of columns were dropped.');
  if (header !== undefined) fillTable(table, header.cells, rows, fileName);
  return table;
}

/** Names of the columns, by the first part of a text. */
export function listColumns(text: string): string[] {
  const { body, delimiter } = findDelimiter(text);
  const [header = []] = sniff(body, delimiter);
  return header.map(toLabel).filter((name) => !UNNAMED.test(name));
}

function findDelimiter(text: string): { body: string; delimiter: string; firstLine: number } {
  const marked = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const told = SEPARATOR_LINE.exec(marked);
  if (told === null) return { body: marked, delimiter: chooseDelimiter(marked), firstLine: 1 };
  return { body: marked.slice(told[0].length), delimiter: told[1]!, firstLine: 2 };
}

function fillTable(table: Table, header: string[], rows: Line[], fileName: string): void {
  const names = header.map(toLabel);
  const width = names.findLastIndex((name) => name !== '') + 1;
  const places = [...names.keys()].filter((place) => !UNNAMED.test(names[place]!));
  const columns = places.map((place) => names[place]!);
  const seen = new Set<string>();
  const repeated = columns.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined)
    throw malformedTable(fileName, `it has two columns named ${JSON.stringify(repeated)}`);
  table.columns = columns;
  noteUnnamed(table, names, rows);
  for (const [at, { line, cells }] of rows.entries()) {
    const number = at + 1;
    const surplus = cells.slice(width).some((cell) => cell.trim() !== '');
    if (!surplus) {
      table.rows.push({
        number,
        line,
        values: toValues(columns, (column) => toText(cells[places[column]!])),
      });
      continue;
    }
    const reason = `it has ${cells.length} cells where the header has ${width}; quote cells that hold the separator`;
    table.malformed.push({ number, line, reason });
  }
}

/** Says which columns with cells but without a name are not read: a first one is the index that pandas writes. */
function noteUnnamed(table: Table, names: string[], rows: Line[]): void {
  const unnamed = [...names.keys()].filter(
    (place) => UNNAMED.test(names[place]!) && rows.some(({ cells }) => (cells[place] ?? '').trim() !== ''),
  );
  if (unnamed.length === 0) return;
  table.notes.push(
    unnamed.length === 1 && unnamed[0] === 0
      ? 'The first column has no name and was not read (an index, as pandas writes it).'
      : `${unnamed.length} columns without a name were not read.`,
  );
}

function toText(cell = ''): string {
  return cell.startsWith('="') ? cell.replace(QUOTED_FORMULA, '$1') : restoreFormula(cell);
}

function countBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? cell.split(/\r\n|\n|\r/).length - 1 : 0;
}

/** Rows with their lines. Empty rows are left out; in a table of one column an empty cell in quotes is a row. */
function listRecords(text: string, delimiter: string, isPadded: boolean, firstLine: number): Line[] {
  let next = firstLine;
  const lines = split(text, delimiter, { trim: isPadded }).map((cells): Line => {
    const line = next;
    next += 1 + cells.reduce((breaks, cell) => breaks + countBreaks(cell), 0);
    return { line, cells };
  });
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.some(({ cells }) => cells.length > 1)) return filled;
  const written = splitRaw(text, delimiter);
  return lines.filter((_, at) => /[^\r\n]/.test(written[at]!));
}

/** The separator by which most of the first rows are as wide as the header; of equals the one that makes the header widest. */
function chooseDelimiter(text: string): string {
  const scores = DELIMITERS.map((delimiter) => {
    const [header = [], ...rows] = sniff(text, delimiter).map(dropEmptyEnd);
    const filled = rows.filter((cells) => cells.length > 0);
    const fitting = filled.filter((cells) => cells.length > 1 && cells.length <= header.length);
    const share = filled.length === 0 ? 1 : fitting.length / filled.length;
    return { delimiter, width: header.length, share: header.length < 2 ? -1 : share };
  });
  scores.sort((a, b) => b.share - a.share || b.width - a.width);
  return scores[0]!.share < 0 ? DELIMITERS[0] : scores[0]!.delimiter;
}

/** The header and some rows. */
function sniff(text: string, delimiter: string): string[][] {
  const rows = split(text.slice(0, SNIFF_LENGTH), delimiter, {
    to: SNIFF_ROWS,
    skip_records_with_error: true,
  });
  const start = rows.findIndex((cells) => cells.some((cell) => cell.trim() !== ''));
  return rows.slice(Math.max(start, 0));
}

function dropEmptyEnd(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
}

function split(text: string, delimiter: string, options: Options): string[][] {
  return parse(text, { ...toOptions(text, delimiter), ...options });
}

/** The rows as they stand, with their quotes and line breaks. */
function splitRaw(text: string, delimiter: string): string[] {
  // The types of csv-parse do not know that `raw` changes what comes.
  const rows: unknown = parse(text, { ...toOptions(text, delimiter), raw: true });
  return (rows as { raw: string }[]).map(({ raw }) => raw);
}

function toOptions(text: string, delimiter: string): Options {
  return {
    delimiter,
    // A lone carriage return ends a line only where nothing else does (as Macs once wrote).
    record_delimiter: text.includes('\n') ? ['\r\n', '\n'] : ['\r'],
    relax_quotes: true,
    relax_column_count: true,
  };
}
