/**
 * Keeps the result tables up to date with judgements, without making anybody wait.
 * In: word that something was judged. Out: tables in `results/`, a moment after the last judgement, and at the latest on closing.
 * The tables are copies: the app reads none of them.
 */
/** After the last judgement. */
const QUIET_MS = 2_000;
/** Where people judge without pause, after the first one. */
const LONGEST_WAIT_MS = 30_000;

export interface TableWriter {
  schedule(): void;
  /** Writes at once what is scheduled, and waits for what is being written. */
  flush(): Promise<void>;
}

/** @param write writes all tables; its failures are its own to tell */
export function createTableWriter(write: () => Promise<void>, quietMs: number = QUIET_MS): TableWriter {
  let timer: NodeJS.Timeout | undefined;
  let waitingSinceMs: number | null = null;
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    clearTimeout(timer);
    if (waitingSinceMs !== null) {
      waitingSinceMs = null;
      writing = writing.then(write);
    }
    return writing;
  };
  return {
    schedule: () => {
      const nowMs = performance.now();
      waitingSinceMs ??= nowMs;
      clearTimeout(timer);
      const delayMs = Math.max(0, Math.min(quietMs, waitingSinceMs + LONGEST_WAIT_MS - nowMs));
      timer = setTimeout(flush, delayMs);
      timer.unref();
    },
    flush,
  };
}
