/**
 * An answer that is being made. Every change is kept in local storage at once, so that nothing typed is lost with the page.
 * In: what the answer is to. Out: the draft. Sends nothing.
 */
import { useState } from 'react';
import { readJson, writeJson } from '../browser-storage.js';

export interface HeldDraft<Draft> {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** Forgets it: the answer is given. */
  clear: () => void;
}

/**
 * @param name study, workspace, person and pair; null while there is nothing to answer
 * @param earlier what was answered before, where that is known
 */
export function useDraft<Draft extends object>(
  name: string | null,
  earlier: Draft | null,
  createEmpty: () => Draft,
): HeldDraft<Draft> {
  const [changed, setChanged] = useState<{ name: string; draft: Draft } | null>(null);
  const kept = name === null ? null : readJson<Draft>(localStorage, toKey(name));
  const draft =
    changed !== null && changed.name === name ? changed.draft : (kept ?? earlier ?? createEmpty());
  return {
    draft,
    change: (part) => {
      if (name === null) return;
      const next = { ...draft, ...part };
      keepDraft(name, next);
      setChanged({ name, draft: next });
    },
    clear: () => {
      if (name !== null) writeJson(localStorage, toKey(name), null);
      setChanged(null);
    },
  };
}

/** Puts a draft back, for an answer that is undone. */
export function keepDraft(name: string, draft: object): void {
  writeJson(localStorage, toKey(name), draft);
}

function toKey(name: string): string {
  return `spuriosity.draft.${name}`;
}
