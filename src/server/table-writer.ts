/**
 * Keeps the result tables up to date with judgements, without making anybody wait.
 * In: word that something was judged. Out: tables in `results/`, a moment after the last judgement, and at the latest on closing, or
 * where the server was killed before that, when it is opened again: a file marks tables that lack something (W82).
 * The tables are copies: the app reads none of them.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** After the last judgement. */
const QUIET_MS = 2_000;
/** Where people judge without pause, after the first one. */
const LONGEST_WAIT_MS = 30_000;

/** The file in a workspace that says that tables in `results/` lack something (W82). */
export function toTablesMark(folder: string): string {
  return join(folder, 'tables-outdated');
}

export interface TableWriter {
  schedule(): void;
  /** Writes at once what is scheduled, and waits for what is being written. */
  flush(): Promise<void>;
}

/**
 * @param write writes all tables, and says whether it could; its failures are its own to tell
 * @param markPath the file that is there while tables lack something
 */
export function createTableWriter(
  write: () => Promise<boolean>,
  markPath: string,
  quietMs: number = QUIET_MS,
): TableWriter {
  let timer: NodeJS.Timeout | undefined;
  let waitingSinceMs: number | null = null;
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    clearTimeout(timer);
    if (waitingSinceMs !== null) {
      waitingSinceMs = null;
      writing = writing.then(writeOnce);
    }
    return writing;
  };
  const writeOnce = async () => {
    const isWritten = await write();
    // What was judged meanwhile is in the next writing.
    if (isWritten && waitingSinceMs === null) rmSync(markPath, { force: true });
  };
  const schedule = () => {
    const nowMs = performance.now();
    if (waitingSinceMs === null) writeFileSync(markPath, '');
    waitingSinceMs ??= nowMs;
    clearTimeout(timer);
    const delayMs = Math.max(0, Math.min(quietMs, waitingSinceMs + LONGEST_WAIT_MS - nowMs));
    timer = setTimeout(flush, delayMs);
    timer.unref();
  };
  if (existsSync(markPath)) schedule();
  return { schedule, flush };
}
