/**
 * How the app stands with the server, for everybody who shows or minds it.
 * In: what the event stream saw. Out: a state that components follow.
 */
import { useSyncExternalStore } from 'react';

/** `outdated`: the server is another version than this page. */
export type Connection = 'open' | 'lost' | 'outdated';

let current: Connection = 'open';
const followers = new Set<() => void>();

export function updateConnection(next: Connection): void {
  if (next === current || current === 'outdated') return;
  current = next;
  for (const notify of followers) notify();
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(notify: () => void): () => void {
  followers.add(notify);
  return () => followers.delete(notify);
}
