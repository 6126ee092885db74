/**
 * What a person did in this tab, pair by pair, newest last: for undo, for time per class, for not offering a pair again before
 * the server has heard of the answer. In: entries. Out: the log; it survives a reload (session storage), not the tab.
 */
import { useCallback, useState } from 'react';
import { readJson, writeJson } from '../browser-storage.js';
import { formatPair, type Pair } from './pair-key.js';

export interface WorkEntry<Draft> extends Pair {
  seconds: number;
  /** What was answered; null for a skip. */
  draft: Draft | null;
}

export interface WorkLog<Draft> {
  entries: readonly WorkEntry<Draft>[];
  add: (entry: WorkEntry<Draft>) => void;
  /** Takes the newest entry out of the log. */
  removeLast: () => void;
  /** Forgets what was skipped, so that it may be offered again. */
  removeSkips: () => void;
}

/** More would only fill storage; nobody undoes this far. */
const LONGEST = 500;

/** @param name of the work: study, workspace, person */
export function useWorkLog<Draft>(name: string): WorkLog<Draft> {
  const key = `spuriosity.work.${name}`;
  const [held, setHeld] = useState(() => ({ key, entries: readEntries<Draft>(key) }));
  const entries = held.key === key ? held.entries : readEntries<Draft>(key);
  const keep = useCallback(
    (next: WorkEntry<Draft>[]) => {
      writeJson(sessionStorage, key, next);
      setHeld({ key, entries: next });
    },
    [key],
  );
  return {
    entries,
    add: (entry) => keep([...entries, entry].slice(-LONGEST)),
    removeLast: () => keep(entries.slice(0, -1)),
    removeSkips: () => keep(entries.filter(({ draft }) => draft !== null)),
  };
}

function readEntries<Draft>(key: string): WorkEntry<Draft>[] {
  return readJson<WorkEntry<Draft>[]>(sessionStorage, key) ?? [];
}

/** What was last answered to the pair in this tab; null where nothing was. */
export function findAnswer<Draft>(entries: readonly WorkEntry<Draft>[], key: string | null): Draft | null {
  return entries.findLast((entry) => entry.draft !== null && formatPair(entry) === key)?.draft ?? null;
}
