/**
 * Which process left a file behind, and whether it still lives.
 * In: process ids. Out: yes, no, or a start time. Judges only processes of this machine and process-id namespace.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { toSystemCode } from '../../files/index.js';

/** Eight hex digits for this host and, on Linux, this process-id namespace: containers may share a host name but not ids. */
export const MACHINE_ID: string = createHash('sha256')
  .update(`${hostname()}\n${readPidNamespace()}`)
  .digest('hex')
  .slice(0, 8);

/** Whether a process of this machine lives; one that belongs to another user counts as living. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return toSystemCode(error) === 'EPERM';
  }
}

/** When a process started, in the kernel's own ticks, so that a reused id is told apart; null where the system does not say. */
export function readProcessStart(pid: number): string | null {
  try {
    // The command, second field, may hold spaces and parentheses: count from the last one. Start time is field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function readPidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
