/**
 * Pictures that the server draws when they are asked for, a few at a time. A browser keeps six connections to a server: were all of
 * them waiting for pictures, an answer would wait, too.
 * In: addresses, most urgent first. Out: which of them are there. What is no longer wanted is cancelled.
 */
import { useEffect, useSyncExternalStore } from 'react';

/** Leaves connections for the event stream, for answers, and for pictures that need no drawing. */
const AT_ONCE = 3;
/** Whoever hurries through pairs does not make the server draw for each of them. */
const SETTLE_MS = 200;

/** Loaded, or failed: then whoever shows the picture asks again and says so. */
const settled = new Set<string>();
const loading = new Map<string, HTMLImageElement>();
const listeners = new Set<() => void>();
let wanted: readonly string[] = [];
let version = 0;

/** Loads the addresses in order, and tells of each whether it can be shown now. */
export function useDrawnPictures(addresses: readonly string[]): (address: string) => boolean {
  useSyncExternalStore(subscribe, () => version);
  const text = addresses.join('\n');
  useEffect(() => {
    const timer = setTimeout(() => want(text === '' ? [] : text.split('\n')), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => () => want([]), []);
  return isDrawn;
}

function isDrawn(address: string): boolean {
  return settled.has(address);
}

function want(addresses: readonly string[]): void {
  wanted = addresses;
  for (const [address, image] of loading) {
    if (addresses.includes(address)) continue;
    loading.delete(address);
    image.src = '';
  }
  loadNext();
}

function loadNext(): void {
  for (const address of wanted) {
    if (loading.size >= AT_ONCE) return;
    if (settled.has(address) || loading.has(address)) continue;
    const image = new Image();
    loading.set(address, image);
    const settle = () => {
      // A cancelled picture fails, too.
      if (loading.get(address) !== image) return;
      loading.delete(address);
      settled.add(address);
      version += 1;
      for (const listener of listeners) listener();
      loadNext();
    };
    image.addEventListener('load', settle, { once: true });
    image.addEventListener('error', settle, { once: true });
    image.src = address;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
