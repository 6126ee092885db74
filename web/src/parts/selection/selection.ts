/**
 * The images that a person has picked, over all classes and pages of this tab. In: picks. Out: the current set, to whoever looks.
 * It survives a reload (session storage) but is not part of an address: it may hold thousands of images. Exporting is selection-export.tsx's.
 */
import { useSyncExternalStore } from 'react';
import type { RankingResponse } from '../../../../src/protocol/index.js';

/** A picked image with what was known of it where it was picked. */
export interface SelectedImage {
  image: number;
  path: string;
  classIndex: number;
  split: RankingResponse['split'];
  /** Place in the ranking where it was picked, from 1 (least); null when picked elsewhere. */
  rank: number | null;
  score: number | null;
  /** What `score` holds: `spuriosity`, or `activation` with its feature. */
  scoreName: string | null;
  predicted: number | null;
  isFlagged: boolean;
  groups: Record<string, string>;
}

export type Selection = ReadonlyMap<number, SelectedImage>;

const STORAGE_KEY = 'spuriosity.selection';
const listeners = new Set<() => void>();
let current: Selection = restore();
let previous: Selection = current;

/** The current selection, by image index in the order of picking. */
export function useSelection(): Selection {
  return useSyncExternalStore(subscribe, readSelection);
}

export function readSelection(): Selection {
  return current;
}

export function addToSelection(images: readonly SelectedImage[]): void {
  replace(new Map([...current, ...images.map((entry) => [entry.image, entry] as const)]));
}

export function removeFromSelection(images: readonly number[]): void {
  const gone = new Set(images);
  replace(new Map([...current].filter(([image]) => !gone.has(image))));
}

export function toggleInSelection(entry: SelectedImage): void {
  if (current.has(entry.image)) removeFromSelection([entry.image]);
  else addToSelection([entry]);
}

export function clearSelection(): void {
  replace(new Map());
}

/** Takes the last change back; a second time, brings it again. */
export function undoSelection(): void {
  replace(previous);
}

function replace(next: Selection): void {
  previous = current;
  current = next;
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...next.values()]));
  } catch {
    // Storage is full or forbidden: the selection then lives as long as the page.
  }
  for (const listener of listeners) listener();
}

function restore(): Selection {
  try {
    const kept: SelectedImage[] = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]');
    return new Map(kept.map((entry) => [entry.image, entry]));
  } catch {
    return new Map();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
