/**
 * The program of a supervisor's thread.
 * In: `SupervisorOrders`. Out: nothing, or a `Breach` as the last line on stderr; then SIGKILL, which native code cannot put off.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { BREACH_MARK, type Breach, HAS_LEASH, LEASH, type SupervisorOrders, WATCHED } from './supervisor.js';

/** A network fills some hundred megabytes of memory in this time. */
const LOOK_MS = 100;
/** Time between two looks counts at most this much: what a process was suspended for is not its network's. */
const LONGEST_LOOK_MS = 1_000;
/** A thread has no stream of its own that writes at once. */
const STDERR = 2;

const { parentId, watched } = workerData as SupervisorOrders;
// A look that fails would be the last one.
process.on('uncaughtException', end);
if (HAS_LEASH) new Socket({ fd: LEASH });
let seenStep = 0;
let elapsedMs = 0;
let lookedAtMs = performance.now();

setInterval(() => {
  if (!isParentAlive()) end();
  const breach = findMemoryBreach() ?? findTimeBreach();
  if (breach === null) return;
  try {
    writeSync(STDERR, `\n${BREACH_MARK}${JSON.stringify(breach)}\n`);
  } finally {
    end();
  }
}, LOOK_MS);
parentPort!.postMessage('watching');

function findMemoryBreach(): Breach | null {
  const allowed = watched[WATCHED.memoryBytes]!;
  const reached = process.memoryUsage.rss();
  return reached > allowed ? { limit: 'memory', allowed, reached } : null;
}

function findTimeBreach(): Breach | null {
  const nowMs = performance.now();
  const step = watched[WATCHED.step]!;
  const isSame = step === seenStep && step % 2 === 1;
  elapsedMs = isSame ? elapsedMs + Math.min(nowMs - lookedAtMs, LONGEST_LOOK_MS) : 0;
  seenStep = step;
  lookedAtMs = nowMs;
  const allowed = watched[WATCHED.limitMs]!;
  return elapsedMs > allowed ? { limit: 'time', allowed, reached: elapsedMs } : null;
}

/** A child whose parent ends is given another one; on Windows it keeps the number of the one that is gone. */
function isParentAlive(): boolean {
  if (process.ppid !== parentId) return false;
  try {
    process.kill(parentId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
