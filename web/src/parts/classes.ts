/**
 * The classes of the data set by index, and their names such that no two read the same.
 * In: the workspace's answer. Out: entries, labels.
 */
import { useMemo } from 'react';
import type { ClassEntry } from '../../../src/protocol/index.js';
import { useRead } from '../queries.js';

export interface ClassNames {
  entries: readonly ClassEntry[];
  /** "crane", or "crane (134)" where another class has the same name; "class 12" where the index is unknown. */
  toLabel: (classIndex: number) => string;
}

const NO_CLASSES: readonly ClassEntry[] = [];

export function useClasses(): ClassNames {
  const { data } = useRead('GET /api/workspace', {});
  const entries = data?.classes ?? NO_CLASSES;
  return useMemo(() => ({ entries, toLabel: createLabels(entries) }), [entries]);
}

function createLabels(entries: readonly ClassEntry[]): (classIndex: number) => string {
  const counts = new Map<string, number>();
  for (const { displayName } of entries) counts.set(displayName, (counts.get(displayName) ?? 0) + 1);
  const labels = new Map(
    entries.map(({ index, displayName }) => [
      index,
      counts.get(displayName) === 1 ? displayName : `${displayName} (${index})`,
    ]),
  );
  return (classIndex) => labels.get(classIndex) ?? `class ${classIndex}`;
}
