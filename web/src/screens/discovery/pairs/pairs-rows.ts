/**
 * The rows of the pairs table: which classes and which of their pairs, in what order.
 * In: the server's answer, the classes, the state of the address. Out: rows, counts. Draws nothing.
 */
import type { ClassEntry, PairRow, PairsResponse } from '../../../../../src/protocol/index.js';
import { isProvisional, isUnreviewed } from '../../../parts/study/standing.js';
import type { PairFacet, PairOrder, PairsSearch } from './pairs-search.js';
import { PAIR_FACETS } from './pairs-search.js';

type ClassPairs = PairsResponse['classes'][number];

/** A class with those of its pairs that are looked for. */
export interface PairsTableRow extends ClassPairs {
  label: string;
  /** A verdict that nobody reviewed stands behind the gap, shown or not. */
  isProvisional: boolean;
  entry: ClassEntry | undefined;
}

const FACET_TESTS: Record<PairFacet, (pair: PairRow) => boolean> = {
  spurious: ({ verdict }) => verdict === 'spurious',
  core: ({ verdict }) => verdict === 'core',
  unreviewed: isUnreviewed,
  disputed: ({ isDisputed }) => isDisputed,
  collision: ({ isCollision }) => isCollision,
};

/** How many pairs of all classes each facet holds for. */
export function countFacets({ classes }: PairsResponse): Record<PairFacet, number> {
  const counts = { spurious: 0, core: 0, unreviewed: 0, disputed: 0, collision: 0 };
  for (const { pairs } of classes)
    for (const pair of pairs)
      for (const facet of PAIR_FACETS) if (FACET_TESTS[facet](pair)) counts[facet] += 1;
  return counts;
}

/** The super-categories of the classes, sorted; empty where the data set has none. */
export function listCategories(entries: readonly ClassEntry[]): string[] {
  return [...new Set(entries.flatMap(({ superCategory }) => superCategory ?? []))].sort();
}

/** Every class of the answer as a row. */
export function toPairsRows(
  { classes }: PairsResponse,
  entries: readonly ClassEntry[],
  toLabel: (classIndex: number) => string,
): PairsTableRow[] {
  const byIndex = new Map(entries.map((entry) => [entry.index, entry]));
  return classes.map((row) => ({
    ...row,
    label: toLabel(row.classIndex),
    isProvisional: isProvisional(row.pairs),
    entry: byIndex.get(row.classIndex),
  }));
}

/** Rows that match, with the pairs that match; a class none of whose pairs match is left out. */
export function filterPairsRows(
  rows: readonly PairsTableRow[],
  { find, category, show }: PairsSearch,
): PairsTableRow[] {
  const matching = rows.filter(
    (row) => isFound(row, find) && (category === undefined || row.entry?.superCategory === category),
  );
  if (show === undefined) return matching;
  return matching
    .map((row) => ({
      ...row,
      pairs: row.pairs.filter((pair) => show.every((facet) => FACET_TESTS[facet](pair))),
    }))
    .filter(({ pairs }) => pairs.length > 0);
}

/** By index, name, wnid or super-category; a number alone is an index. */
function isFound({ classIndex, label, entry }: PairsTableRow, find: string | undefined): boolean {
  const wanted = find?.trim().toLowerCase();
  if (!wanted) return true;
  if (/^\d+$/.test(wanted) && String(classIndex) === wanted) return true;
  return [label, entry?.displayName, entry?.name, entry?.wordnetId, entry?.superCategory].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}

/** Value to sort by, falling; null sorts last, whichever way. */
const FALLING: Record<Exclude<PairOrder, 'index' | 'name'>, (row: PairsTableRow) => number | null> = {
  gap: ({ gap }) => gap?.gap ?? null,
  'absolute-gap': ({ gap }) => (gap === null ? null : Math.abs(gap.gap)),
  spurious: ({ pairs }) => pairs.filter(FACET_TESTS.spurious).length,
  importance: ({ pairs }) =>
    pairs.reduce<number | null>(
      (largest, { importance }) =>
        importance === null ? largest : Math.max(largest ?? Number.NEGATIVE_INFINITY, importance),
      null,
    ),
};

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A sorted copy; equal rows stay in the order of their indices. */
export function sortPairsRows(rows: readonly PairsTableRow[], { sort, order }: PairsSearch): PairsTableRow[] {
  const way = order === 'reversed' ? -1 : 1;
  if (sort === undefined) return rows.toSorted((a, b) => way * (a.classIndex - b.classIndex));
  if (sort === 'name') return rows.toSorted((a, b) => way * COLLATOR.compare(a.label, b.label));
  const values = new Map(rows.map((row) => [row, FALLING[sort](row)]));
  return rows.toSorted((a, b) => {
    const [x, y] = [values.get(a) ?? null, values.get(b) ?? null];
    if (x === null || y === null)
      return Number(x === null) - Number(y === null) || a.classIndex - b.classIndex;
    return way * (y - x) || a.classIndex - b.classIndex;
  });
}
