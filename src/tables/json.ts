/**
 * Tables as JSON: one object a line, or one array of objects. Cells of numbers keep the digits they were written with,
 * nested values become their JSON text. Rows that are no objects are malformed; they do not stop the others.
 */
import { isJsonObject } from '../base/json.js';
import { type MalformedRow, malformedTable, type Table, type TableRow, toValues } from './row.js';

/** A string, or a number as JSON writes it, or the missing value of Python; and what opens or closes a level. */
const TOKEN =
  /[[\]{}]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\bInfinity\b|\bNaN\b/gs;
/** Levels within levels; what people bring has a handful, and writing a cell out again takes stack for each. */
const MOST_LEVELS = 200;
/** Marks a string that was a number; no file holds it as text. */
const MARK = '\u0000#';
const MARKED_IN_JSON = /"\\u0000#([^"]*)"/g;

/** One object a line; lines that are not are listed as malformed. */
export function parseJsonLines(text: string): Table {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, at) => ({ content, line: at + 1 }))
    .filter(({ content }) => content.trim() !== '');
  return toTable(
    lines.map(({ content, line }) => {
      try {
        return { line, value: parseExactJson(content) };
      } catch {
        return { line, value: undefined };
      }
    }),
  );
}

/** An array of objects. Throws `table-malformed`. */
export function parseJsonArray(text: string, fileName: string): Table {
  let values: unknown[];
  try {
    values = parseExactJson(text.replace(/^\uFEFF/, '')) as unknown[];
  } catch (cause) {
    throw malformedTable(fileName, 'it is not valid JSON', cause);
  }
  return toTable(values.map((value, at) => ({ line: at + 1, value })));
}

/** Values as a table; `line` as in `TableRow`. Columns are those of all rows, in order of first appearance. */
export function toTable(values: readonly { line: number; value: unknown }[]): Table {
  const columns = new Set<string>();
  const malformed: MalformedRow[] = [];
  const objects = values.flatMap(({ line, value }, at) => {
    const number = at + 1;
    if (isJsonObject(value)) {
      for (const name of Object.keys(value)) columns.add(name);
      return [{ number, line, value: value as Record<string, unknown> }];
    }
    malformed.push({ number, line, reason: 'it is not a JSON object' });
    return [];
  });
  const names = [...columns];
  const rows = objects.map(({ number, line, value }): TableRow => {
    const cellOf = (name: string) => (Object.hasOwn(value, name) ? formatCell(value[name]) : '');
    return { number, line, values: toValues(names, (place) => cellOf(names[place]!)) };
  });
  return { columns: names, rows, malformed, notes: [] };
}

/** As `JSON.parse`, except that nesting has a limit, and that numbers become marked strings, for `formatCell`; NaN and infinities, which Python writes, are null. */
export function parseExactJson(text: string): unknown {
  let level = 0;
  return JSON.parse(
    text.replace(TOKEN, (token) => {
      if (token.startsWith('"')) return token;
      if (token === '[' || token === '{') {
        level += 1;
        if (level > MOST_LEVELS) throw new SyntaxError(`more than ${MOST_LEVELS} levels within each other`);
        return token;
      }
      if (token === ']' || token === '}') {
        level -= 1;
        return token;
      }
      return /^-?\d/.test(token) ? `"\\u0000#${token}"` : 'null';
    }),
  );
}

/** Whether a value of `parseExactJson` was written as a number; its text is the same as that of a string of digits. */
export function isExactNumber(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(MARK);
}

/** A value as text: strings as they are, numbers by their digits, null as nothing, bytes by their length, others as JSON. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.startsWith(MARK) ? value.slice(MARK.length) : value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return JSON.stringify(value, (_, nested) => {
    if (typeof nested === 'bigint') return `${MARK}${nested}`;
    return nested instanceof Uint8Array ? formatCell(nested) : nested;
  }).replace(MARKED_IN_JSON, '$1');
}
