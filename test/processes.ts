/**
 * The end of processes that a test did not start itself. In: their numbers. Out: a promise of when they are gone; ends none of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive } from '../src/storage/files/processes.js';

/** Waits, without end, until the system knows none of these processes any more. */
export async function waitUntilGone(...processIds: readonly number[]): Promise<void> {
  while (processIds.some(isProcessAlive)) await sleep(20);
}
