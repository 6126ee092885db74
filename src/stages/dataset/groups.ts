/**
 * Which further columns of a table name known groups, told by their values.
 * In: candidate columns, images with their classes. Out: group columns, and a note on those that are none. Columns that a user or a format
 * names are not judged here.
 */
import { computeCramersV } from '../../numeric/index.js';
import { MARK_COLUMNS } from '../../records/judgement.js';
import type { Draft, DraftImage } from './draft.js';

/** A column with more values than this describes images one by one rather than in groups. */
export const MOST_GROUPS = 10;
/** A value of a single image within a class may be a slip. */
const FEWEST_IMAGES = 2;
/** Columns in a note; more would bury the sentence. */
const NOTED_COLUMNS = 8;

/** What `findGroupColumns` found: columns, those most tied to the classes first, and a note on the others where there are any. */
export interface FoundGroups {
  columns: string[];
  note: string | null;
}

/**
 * Takes the candidates that have 2 to `MOST_GROUPS` values, vary within every class (at least two values with `FEWEST_IMAGES` images), and
 * whose values are neither names of classes nor bound to one class each: those are labels of another fineness, not groups.
 *
 * @param classIndices of the images; `classNames` by class index
 */
export function findGroupColumns(
  { groupCandidates = [], images }: Pick<Draft, 'groupCandidates' | 'images'>,
  classIndices: readonly number[],
  classNames: readonly string[],
): FoundGroups {
  const found: { column: string; association: number }[] = [];
  const others: string[] = [];
  for (const column of groupCandidates) {
    const objection = findObjection(images, column, classIndices, classNames);
    if (objection !== null) others.push(`${column} (${objection})`);
    else found.push({ column, association: associate(images, column, classIndices) });
  }
  found.sort((a, b) => b.association - a.association);
  return { columns: found.map(({ column }) => column), note: formatNote(others) };
}

/** Why a column names no groups; null where it does. */
function findObjection(
  images: readonly DraftImage[],
  column: string,
  classIndices: readonly number[],
  classNames: readonly string[],
): string | null {
  if (MARK_COLUMNS.some((name) => name === column)) return 'what people decided';
  const counts = new Map<string, Map<number, number>>();
  images.forEach(({ columns }, place) => {
    const value = columns[column] ?? '';
    if (value === '') return;
    const ofValue = counts.get(value) ?? new Map<number, number>();
    const classIndex = classIndices[place]!;
    counts.set(value, ofValue.set(classIndex, (ofValue.get(classIndex) ?? 0) + 1));
  });
  if (counts.size < 2) return counts.size === 0 ? 'empty' : 'one value';
  if (counts.size > MOST_GROUPS) return `${counts.size} values`;
  if ([...counts.keys()].every((value) => classNames.includes(value))) return 'names of classes';
  if ([...counts.values()].every(({ size }) => size === 1)) return 'each value in one class';
  const constant = [...new Set(classIndices)].find((classIndex) => {
    const common = [...counts.values()].filter((ofValue) => (ofValue.get(classIndex) ?? 0) >= FEWEST_IMAGES);
    return common.length < 2;
  });
  return constant === undefined ? null : `constant in ${JSON.stringify(classNames[constant])}`;
}

function associate(images: readonly DraftImage[], column: string, classIndices: readonly number[]): number {
  const values = [...new Set(images.map(({ columns }) => columns[column]))];
  return computeCramersV(
    images.map(({ columns }) => values.indexOf(columns[column])),
    classIndices,
  );
}

function formatNote(others: readonly string[]): string | null {
  if (others.length === 0) return null;
  const named = others.slice(0, NOTED_COLUMNS).join(', ');
  const rest = others.length > NOTED_COLUMNS ? ` and ${others.length - NOTED_COLUMNS} more` : '';
  return `Columns that are kept but not read as known groups: ${named}${rest}. Name those that are with --group-columns.`;
}
