/**
 * Whether an encoder's own head knows the classes of a data set.
 * In: the data set's classes and the encoder's. Out: the head's row for each class, or null.
 */
import type { ClassRecord } from '../records/dataset.js';
import type { EncoderCard } from '../records/encoder.js';

/**
 * Row of the encoder's head for each class, by WordNet id, else by name (case and underscores do not matter).
 * Null unless every class has a row of its own: half a head would compare classes that never competed.
 */
export function matchHeadClasses(
  classes: readonly ClassRecord[],
  headClasses: EncoderCard['classes'],
): number[] | null {
  const rowOf = new Map<string, number>();
  const ambiguous = new Set<string>();
  headClasses.forEach(({ name, wordnetId }, row) => {
    for (const key of new Set([wordnetId, toKey(name)])) {
      if (key === undefined) continue;
      if (rowOf.has(key)) ambiguous.add(key);
      rowOf.set(key, row);
    }
  });
  const rows = classes.map(({ wordnetId, name, displayName }) => {
    const key = [wordnetId, name, toKey(name), toKey(displayName)].find(
      (one) => one !== undefined && rowOf.has(one) && !ambiguous.has(one),
    );
    return key === undefined ? -1 : rowOf.get(key)!;
  });
  return rows.includes(-1) || new Set(rows).size < rows.length ? null : rows;
}

function toKey(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ').trim();
}
