/** Time that a person spends on something while it is in sight. In: what it is. Out: a function that reads the seconds so far. */
import { useCallback, useEffect, useRef } from 'react';

/** Starts over when `subject` changes; stands still while the page is hidden or nothing is shown (null). */
export function useStopwatch(subject: string | null): () => number {
  const watch = useRef({ elapsedMs: 0, since: null as number | null });

  useEffect(() => {
    const start = () => {
      watch.current.since = document.hidden || subject === null ? null : performance.now();
    };
    const turn = () => {
      watch.current.elapsedMs = readElapsed(watch.current);
      start();
    };
    watch.current.elapsedMs = 0;
    start();
    document.addEventListener('visibilitychange', turn);
    return () => document.removeEventListener('visibilitychange', turn);
  }, [subject]);

  return useCallback(() => Math.round(readElapsed(watch.current) / 100) / 10, []);
}

function readElapsed({ elapsedMs, since }: { elapsedMs: number; since: number | null }): number {
  return elapsedMs + (since === null ? 0 : performance.now() - since);
}
