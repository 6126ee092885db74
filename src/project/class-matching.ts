/**
 * Whether an encoder's own head knows the classes of a data set.
 * In: the data set's classes and the encoder's. Out: the head's row for each class, or null.
 */
import type { ClassRecord } from '../records/dataset.js';
import type { EncoderCard } from '../records/encoder.js';

/**
 * Row of the encoder's head for each class, by WordNet id, else by name (case and underscores do not matter), else by the first of
 * several synonyms ("tench, Tinca tinca"). Null unless every class has a row of its own: half a head would compare classes that never
 * competed.
 */
export function matchHeadClasses(
  classes: readonly ClassRecord[],
  headClasses: EncoderCard['classes'],
): number[] | null {
  const byName = indexRows(headClasses.map(({ name, wordnetId }) => [wordnetId, toKey(name)]));
  const bySynonym = indexRows(headClasses.map(({ name }) => [toFirstSynonym(name)]));
  const rows = classes.map(({ wordnetId, name, displayName }) => {
    const names = [wordnetId, name, toKey(name), toKey(displayName)];
    const synonyms = [name, displayName].map(toFirstSynonym);
    // Whole names first: "maillot" is one class of ImageNet, "maillot, tank suit" another.
    return (
      findRow(byName, names) ??
      findRow(bySynonym, names) ??
      findRow(byName, synonyms) ??
      findRow(bySynonym, synonyms) ??
      -1
    );
  });
  return rows.includes(-1) || new Set(rows).size < rows.length ? null : rows;
}

/** Row by key; a key of several rows is left out. */
function indexRows(keysOfRow: readonly (readonly (string | undefined)[])[]): Map<string, number> {
  const rowOf = new Map<string, number>();
  const ambiguous = new Set<string>();
  keysOfRow.forEach((keys, row) => {
    for (const key of new Set(keys)) {
      if (key === undefined) continue;
      if (rowOf.has(key)) ambiguous.add(key);
      rowOf.set(key, row);
    }
  });
  for (const key of ambiguous) rowOf.delete(key);
  return rowOf;
}

function findRow(
  rowOf: ReadonlyMap<string, number>,
  keys: readonly (string | undefined)[],
): number | undefined {
  const key = keys.find((one) => one !== undefined && rowOf.has(one));
  return key === undefined ? undefined : rowOf.get(key);
}

function toFirstSynonym(name: string): string {
  return toKey(name.split(',')[0]!);
}

function toKey(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ').trim();
}
