/**
 * The program of a supervisor's thread.
 * In: `SupervisorOrders`. Out: nothing, or a `Breach` as the last line on stderr; then SIGKILL, which native code cannot put off.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { BREACH_MARK, type Breach, type SupervisorOrders, WATCHED } from './supervisor.js';

/** A network fills some hundred megabytes of memory in this time. */
const LOOK_MS = 100;
/** Time between two looks counts at most this much: what a process was suspended for is not its network's. */
const LONGEST_LOOK_MS = 1_000;
/** Part of a time in which the process had no processor that counts: on a busy machine it waits for one, and it may wait for nothing. */
const WAITING_SHARE = 0.25;
/** A thread has no stream of its own that writes at once. */
const STDERR = 2;

const { parentId, leash, watched } = workerData as SupervisorOrders;
// A look that fails would be the last one.
process.on('uncaughtException', end);
if (leash !== null) new Socket({ fd: leash });
let seenStep = 0;
/** Of the step under way, and of those before it, as far as they were seen. */
let elapsedMs = 0;
let spentMs = 0;
let lookedAtMs = performance.now();
let worked = process.cpuUsage();

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
  const passedMs = measurePassedMs();
  const step = watched[WATCHED.step]!;
  const isSame = step === seenStep && step % 2 === 1;
  if (!isSame) spentMs += elapsedMs;
  elapsedMs = isSame ? elapsedMs + passedMs : 0;
  seenStep = step;
  const allowed = Math.min(watched[WATCHED.limitMs]!, watched[WATCHED.totalMs]! - spentMs);
  return elapsedMs > allowed ? { limit: 'time', allowed, reached: elapsedMs } : null;
}

/** Time since the last look, as far as the process worked in it. */
function measurePassedMs(): number {
  const [nowMs, nowWorked] = [performance.now(), process.cpuUsage()];
  const passedMs = Math.min(nowMs - lookedAtMs, LONGEST_LOOK_MS);
  const workedMs = (nowWorked.user + nowWorked.system - worked.user - worked.system) / 1000;
  [lookedAtMs, worked] = [nowMs, nowWorked];
  return Math.min(passedMs, Math.max(workedMs, WAITING_SHARE * passedMs));
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
