/**
 * What every table reader hands on, and the one error that they share. Holds no rule of any format.
 */
import { DatasetError } from '../base/errors.js';

/** One row, by column. */
export interface TableRow {
  /** Row of data, from 1; neither the header nor empty rows count. */
  number: number;
  /** Line of the text on which the row begins, from 1, as an editor shows it; of tables without lines the row's number. */
  line: number;
  values: Record<string, string>;
}

/** A row that does not parse: where, and why. */
export interface MalformedRow {
  number: number;
  line: number;
  reason: string;
}

/** A table as its file holds it. */
export interface Table {
  /** In file order; those of JSON rows in order of first appearance. */
  columns: string[];
  rows: TableRow[];
  malformed: MalformedRow[];
  /** Short sentences on what was assumed, for the user. */
  notes: string[];
}

/** `table-malformed`, with what is wrong in words. */
export function malformedTable(fileName: string, reason: string, cause?: unknown): DatasetError {
  return new DatasetError('table-malformed', {
    what: `${fileName} cannot be read as a table: ${reason}.`,
    next: 'Write it as CSV with one header line, or as one JSON object a line.',
    cause,
  });
}

/** A row's cells by column, safe for columns called `__proto__`. */
export function toValues(
  columns: readonly string[],
  cellOf: (place: number) => string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [place, name] of columns.entries()) {
    if (name !== '__proto__') values[name] = cellOf(place);
    else Object.defineProperty(values, name, { value: cellOf(place), enumerable: true });
  }
  return values;
}
