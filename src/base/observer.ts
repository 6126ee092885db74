/**
 * How long work is watched and stopped: progress, messages and an abort signal in one small object.
 * Platform-free; the command line draws bars from it, the server sends events, tests collect it.
 */
import { CancelledError } from './errors.js';

/** One report of progress; `done` of `total` units of `task` are finished. */
export interface ProgressEvent {
  /** Short name in the reader's words, stable while the task runs: "extracting features". */
  task: string;
  done: number;
  /** Null while the amount of work is unknown. */
  total: number | null;
  /** What is counted, plural: "images". */
  unit: string;
}

/** Watches a piece of work. All members may be called from any stage, as often as it likes. */
export interface Observer {
  readonly signal: AbortSignal | undefined;
  progress(event: ProgressEvent): void;
  /** A sentence that a person should see once. */
  info(message: string): void;
  /** A sentence about something that went wrong without stopping the work. */
  warn(message: string): void;
}

/** An observer that ignores everything; for callers that do not care. */
export const SILENT_OBSERVER: Observer = {
  signal: undefined,
  progress: () => {},
  info: () => {},
  warn: () => {},
};

/** Throws `CancelledError` when the observer's signal has fired; call between units of work. */
export function assertNotCancelled(observer: Observer): void {
  if (observer.signal?.aborted) throw new CancelledError();
}

/**
 * Lets the event loop take a turn, then throws `CancelledError` when the observer's signal has fired.
 * Long computations call it between units of work: without it a signal could never arrive.
 */
export async function yieldToEvents(observer: Observer): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  assertNotCancelled(observer);
}
