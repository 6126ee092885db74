/**
 * Identity and order of (class, feature) pairs, the unit that every judgement is about.
 */
import type { Pair } from '../../records/annotation.js';

/** A key that two records share exactly when they are about the same pair. */
export function toPairKey({ classIndex, feature }: Pair): string {
  return `${classIndex}/${feature}`;
}

/** Sorts by class, then by feature. */
export function comparePairs(a: Pair, b: Pair): number {
  return a.classIndex - b.classIndex || a.feature - b.feature;
}

/** The records of each pair, in the order given; pairs sorted by class, then by feature. */
export function groupByPair<T extends Pair>(records: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const key = toPairKey(record);
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups.values()].sort((a, b) => comparePairs(a[0]!, b[0]!));
}
