/**
 * Which row of a network's last layer, or of a list of its classes, belongs to each class of a data set.
 * In: the data set's classes and the network's. Out: a row for each class, or null.
 */
import type { ClassRecord } from '../../../records/dataset.js';
import type { EncoderCard } from '../../../records/networks/encoder.js';
import { toKey } from './class-lookup.js';

/**
 * Row of the network's classes for each class of the data set: by WordNet id or name as it stands, else by name (case and underscores do
 * not matter), else by the first of several synonyms ("tench, Tinca tinca"), else by the same whole number. Null unless every class has
 * a row of its own: half a head would compare classes that never competed.
 */
export function matchHeadClasses(
  classes: readonly ClassRecord[],
  headClasses: EncoderCard['classes'],
): number[] | null {
  const byExactName = indexRows(headClasses.map(({ name, wordnetId }) => [wordnetId, name]));
  const byName = indexRows(headClasses.map(({ name }) => [toNameKey(name)]));
  const bySynonym = indexRows(headClasses.map(({ name }) => [toFirstSynonym(name)]));
  const byNumber = indexRows(headClasses.map(({ name }) => [toKey(name, 'number')]));
  const rows = classes.map(({ wordnetId, name, displayName }) => {
    const names = [name, displayName].map(toNameKey);
    const synonyms = [name, displayName].map(toFirstSynonym);
    // Whole names first: "maillot" is one class of ImageNet, "maillot, tank suit" another.
    return (
      findRow(byExactName, [wordnetId, name]) ??
      findRow(byName, names) ??
      findRow(bySynonym, names) ??
      findRow(byName, synonyms) ??
      findRow(bySynonym, synonyms) ??
      findRow(byNumber, [toKey(name, 'number')]) ??
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
  return toNameKey(name.split(',')[0]!);
}

function toNameKey(name: string): string {
  return toKey(name, 'case')!;
}
