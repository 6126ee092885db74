/**
 * A process that is ended from inside when it must not go on: its parent is gone, a step takes too long, its memory grows too large.
 * In: what the main thread does, and its limits. Out: a thread that watches (`supervisor-thread.ts`), and the reading of what it said last.
 * A thread of its own, because the main thread may be in native code for as long as a network likes.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Why a supervisor ended its process. */
export interface Breach {
  limit: 'time' | 'memory';
  /** Milliseconds or bytes: what was allowed. */
  allowed: number;
  /** What the process had reached when it was seen. */
  reached: number;
}

/** What the main thread tells its supervisor. */
export interface Supervisor {
  /** Resolves once the thread watches; before that nothing may run that could go on without end. */
  watching: Promise<void>;
  /** Memory of the process from now on, in bytes, and time of all its steps together. */
  limit(memoryBytes: number, totalMs: number): void;
  /** A step begins; it may take `limitMs`. */
  begin(limitMs: number): void;
  /** It has ended. */
  end(): void;
}

/** What both threads see: Float64Array of [number of the step, odd while one is under way; its limit in ms; memory in bytes; ms of all steps]. */
export const WATCHED = { step: 0, limitMs: 1, memoryBytes: 2, totalMs: 3, length: 4 } as const;

/** With what the last line of a supervisor's process begins. */
export const BREACH_MARK = 'spuriosity-breach ';

/**
 * Place among the process's streams of a pipe that the supervisor's thread alone holds. It is closed with the thread, however that ends,
 * so the parent learns of it while the main thread is in native code. Null on Windows, where a thread takes over no pipe of its process.
 */
export const LEASH = process.platform === 'win32' ? null : 4;

/** Exit code of a process whose supervisor could not start or has ended. */
export const UNWATCHED_EXIT_CODE = 86;

/** What a supervisor's thread is given. */
export interface SupervisorOrders {
  parentId: number;
  /** Its pipe among the process's streams; null without one. */
  leash: number | null;
  watched: Float64Array;
}

/**
 * Starts the supervisor of this process; `parentId` is the number of the process that it must not outlive. Where its thread cannot start,
 * or ends, the process ends too: here when the main thread is free to see it, else by the parent if it gave a leash.
 */
export function startSupervisor(parentId: number, leash: number | null = null): Supervisor {
  const watched = new Float64Array(new SharedArrayBuffer(WATCHED.length * Float64Array.BYTES_PER_ELEMENT));
  watched.fill(Number.POSITIVE_INFINITY, WATCHED.memoryBytes);
  const orders: SupervisorOrders = { parentId, leash, watched };
  const watching = startThread(orders).catch((error: unknown) => {
    process.stderr.write(`${error}\n`);
    return process.exit(UNWATCHED_EXIT_CODE);
  });
  return {
    watching,
    limit: (memoryBytes, totalMs) => {
      watched[WATCHED.memoryBytes] = memoryBytes;
      watched[WATCHED.totalMs] = totalMs;
    },
    begin: (limitMs) => {
      watched[WATCHED.limitMs] = limitMs;
      watched[WATCHED.step]!++;
    },
    end: () => {
      watched[WATCHED.step]!++;
    },
  };
}

/** The breach that a process's last words tell of; null where there is none. */
export function findBreach(stderr: string): Breach | null {
  const line = stderr.split('\n').findLast((text) => text.startsWith(BREACH_MARK));
  return line === undefined ? null : JSON.parse(line.slice(BREACH_MARK.length));
}

/** Resolves once the thread watches; rejects where it cannot start. It has no end of its own: the process does not outlive it. */
async function startThread(orders: SupervisorOrders): Promise<void> {
  const thread = new Worker(createRequire(import.meta.url).resolve('#supervisor-thread'), {
    workerData: orders,
  });
  thread.unref();
  thread.once('exit', () => process.exit(UNWATCHED_EXIT_CODE));
  await once(thread, 'message');
}
