/**
 * Pictures that the server draws when they are asked for, a few at a time. A browser keeps six connections to a server: were all of
 * them waiting for pictures, an answer would wait, too.
 * In: addresses, most urgent first, and those of what comes next. Out: which of them are there, and how long the others take. What is no longer
 * wanted is cancelled here; the server goes on with what somebody else waits for.
 */
import { useEffect, useSyncExternalStore } from 'react';

/** Leaves connections for the event stream, for answers, and for pictures that need no drawing. */
const AT_ONCE = 3;
/** What comes next is drawn while nothing at hand is, and one by one, so that the next wish never waits for much. */
const AHEAD_AT_ONCE = 1;
/** Weight of the latest picture in the time that one takes. */
const LATEST = 0.3;
/** Whoever hurries through pairs does not make the server draw for each of them. */
const SETTLE_MS = 200;

/** Loaded, or failed: then whoever shows the picture asks again and says so. */
const settled = new Set<string>();
const loading = new Map<string, HTMLImageElement>();
const listeners = new Set<() => void>();
let wanted: readonly string[] = [];
let ahead: readonly string[] = [];
/** Milliseconds from one attack to the next; null until one was drawn. */
let paceMs: number | null = null;
let version = 0;

/** Loads the addresses in order, then those of what comes next, and tells of each whether it can be shown now. */
export function useDrawnPictures(
  addresses: readonly string[],
  next: readonly string[] = [],
): (address: string) => boolean {
  useSyncExternalStore(subscribe, () => version);
  const text = addresses.join('\n');
  const nextText = next.join('\n');
  useEffect(() => {
    const timer = setTimeout(() => want(toList(text), toList(nextText)), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, nextText]);
  useEffect(() => () => want([], []), []);
  return isDrawn;
}

/** Seconds until so many attacks are drawn, by those before them; null where none was drawn yet. */
export function estimateSeconds(count: number): number | null {
  return paceMs === null ? null : Math.max(1, Math.ceil((count * paceMs) / 1000));
}

const toList = (text: string) => (text === '' ? [] : text.split('\n'));

function isDrawn(address: string): boolean {
  return settled.has(address);
}

function want(addresses: readonly string[], next: readonly string[]): void {
  wanted = addresses;
  ahead = next;
  for (const [address, image] of loading) {
    if (addresses.includes(address) || next.includes(address)) continue;
    loading.delete(address);
    image.src = '';
  }
  loadNext();
}

function loadNext(): void {
  load(wanted, AT_ONCE);
  if (wanted.every(isDrawn)) load(ahead, AHEAD_AT_ONCE);
}

function load(addresses: readonly string[], atOnce: number): void {
  for (const address of addresses) {
    if (loading.size >= atOnce) return;
    if (settled.has(address) || loading.has(address)) continue;
    const [startedMs, companions] = [performance.now(), loading.size + 1];
    const image = new Image();
    loading.set(address, image);
    const settle = () => {
      // A cancelled picture fails, too.
      if (loading.get(address) !== image) return;
      loading.delete(address);
      settled.add(address);
      if (address.includes('/attacks/')) keepPace((performance.now() - startedMs) / companions);
      version += 1;
      for (const listener of listeners) listener();
      loadNext();
    };
    image.addEventListener('load', settle, { once: true });
    image.addEventListener('error', settle, { once: true });
    image.src = address;
  }
}

function keepPace(ms: number): void {
  paceMs = paceMs === null ? ms : paceMs + LATEST * (ms - paceMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
