/**
 * The classes of the data set by index, and their names such that no two read the same.
 * In: the workspace's answer. Out: entries, labels.
 */
import { useMemo } from 'react';
import { type ClassEntry, toClassLabels } from '../../../../src/protocol/index.js';
import { useRead } from '../../queries.js';

export interface ClassNames {
  entries: readonly ClassEntry[];
  /** "goldfish", as long as it has to be to mean one class; "class 12" where the index is unknown, "…" until the names are there. */
  toLabel: (classIndex: number) => string;
}

const NO_CLASSES: readonly ClassEntry[] = [];

export function useClasses(): ClassNames {
  const { data } = useRead('GET /api/workspace', {});
  const entries = data?.classes ?? NO_CLASSES;
  return useMemo(() => ({ entries, toLabel: createLabels(entries) }), [entries]);
}

function createLabels(entries: readonly ClassEntry[]): (classIndex: number) => string {
  const labels = toClassLabels(entries);
  const byIndex = new Map(entries.map(({ index }, place) => [index, labels[place]!]));
  return (classIndex) => byIndex.get(classIndex) ?? (entries.length === 0 ? '…' : `class ${classIndex}`);
}
