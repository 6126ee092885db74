/**
 * Tables of two columns, one of which is known: the other is what is missing, as in Kaggle's `id,breed`.
 * In: names of columns. Out: the column of paths and that of labels, as far as they are told. Reads no cell.
 */
import { findColumn, LABEL_COLUMNS, PATH_COLUMNS } from './rows.js';

/** Columns that describe images one by one, or say what a model thinks; their name alone does not make them labels. */
const NO_LABELS = 'prediction predicted text caption captions prompt description split url'.split(' ');

/** Names that say which columns hold what; undefined where nothing does. `told`: what the user named. */
export function findPair(
  columns: readonly string[],
  told: { path?: string | undefined; label?: string | undefined } = {},
): { path: string | undefined; label: string | undefined } {
  const path = told.path ?? findColumn([...columns], PATH_COLUMNS);
  const label = told.label ?? findColumn([...columns], LABEL_COLUMNS);
  if (columns.length !== 2) return { path, label };
  const other = (known: string | undefined) => columns.find((column) => column !== known);
  if (label === undefined && path !== undefined) {
    const rest = other(path)!;
    return { path, label: NO_LABELS.includes(rest.toLowerCase()) ? undefined : rest };
  }
  return path === undefined && label !== undefined ? { path: other(label), label } : { path, label };
}

/** Whether all that a table says of its images, but where they lie, are sentences about them. */
export function holdsCaptions(columns: readonly string[], pathColumn: string): boolean {
  const others = columns.filter((column) => column !== pathColumn && !/file_name$/.test(column));
  return others.every((column) => NO_LABELS.includes(column.toLowerCase()));
}
