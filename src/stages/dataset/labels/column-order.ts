/**
 * Which column of scores, or row of a head, belongs to each class: what columns are called (or only their numbers) enters, a column per
 * class leaves. Where class names are numbers in another order than their indices, both readings are scored.
 */
import { StageError } from '../../../base/errors.js';
import { createClassLookup, type NamedClass } from './class-lookup.js';
import type { LabelReading, LabelScore } from './label-column.js';
import { readLabels } from './label-reading.js';

/** Columns, and what is known about them. */
export interface ColumnNames {
  classes: readonly NamedClass[];
  /** What the columns are called; null: only by their numbers, from 0. */
  names: readonly string[] | null;
  /** What the columns are, plural: "columns of scores". */
  noun: string;
  describeColumn(column: number): string;
  labelsAre?: LabelReading | undefined;
  /** Scores an order, given as column of each class, against true labels. */
  score?: (columns: readonly number[]) => LabelScore;
}

/** Column of each class, and what was assumed of it. */
export interface ColumnOrder {
  columns: number[];
  note: string | null;
}

/** The order of columns. Throws StageError `predictions-columns` where a class has no column, and as `readLabels`. */
export function readColumnOrder({ names, noun, describeColumn, score, ...known }: ColumnNames): ColumnOrder {
  const { classes } = known;
  const texts = names ?? classes.map((_, index) => String(index));
  const { indices, note } = readLabels({
    ...known,
    texts,
    noun,
    code: 'predictions-columns',
    describeRow: describeColumn,
    ...(score === undefined ? {} : { score: (classOfColumn) => scoreIfWhole(invert(classOfColumn), score) }),
  });
  const columns = invert(indices);
  const missing = columns.indexOf(-1);
  if (missing < 0) return { columns, note };
  throw new StageError('predictions-columns', {
    what: `None of the ${noun} is that of the class ${JSON.stringify(classes[missing]!.name)}; they are called ${texts.join(', ')}.`,
    why: 'Every class needs one of its own.',
    next: 'Call them logit_0, logit_1, … in the order of the data set’s classes, or logit_<class name>.',
  });
}

/** Whether class names are the numbers 0 to n − 1 in another order, as sorted names are: "column 2" then may be either of two classes. */
export function isOrderDoubtful(classes: readonly NamedClass[]): boolean {
  const { findNamed } = createClassLookup(classes);
  const named = classes.map((_, index) => findNamed(String(index))?.index);
  return !named.includes(undefined) && named.some((found, index) => found !== index);
}

/** Column of each class; −1 for none. */
function invert(classOfColumn: Int32Array): number[] {
  const columns = new Array<number>(classOfColumn.length).fill(-1);
  for (const [column, index] of classOfColumn.entries()) if (index >= 0) columns[index] = column;
  return columns;
}

/** A reading under which two columns are one class is never right. */
function scoreIfWhole(columns: readonly number[], score: NonNullable<ColumnNames['score']>): LabelScore {
  return columns.includes(-1) ? { rightCount: 0, rowCount: 0 } : score(columns);
}
