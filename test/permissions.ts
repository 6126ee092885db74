/**
 * Being bound by permissions, also where tests run as root, who may else read and write anywhere.
 * In: an action. Out: what it gives. Commands that it starts are launched without root's privilege; what it does in this process is done
 * as another user. Windows keeps permissions of another kind: tests of these are skipped there.
 */
import { spawnSync } from 'node:child_process';
import { launchedBy } from './command.js';

const IS_ROOT = process.getuid?.() === 0;
/** Nobody, on every system of today. */
const OTHER_USER = 65_534;
/** Root, but for the privilege to pass over permissions. */
const LAUNCHER = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all'];

/** Whether `launchBound` and `actBound` are possible here. */
export const CAN_LAUNCH_BOUND =
  process.platform !== 'win32' &&
  (!IS_ROOT || spawnSync(LAUNCHER[0]!, [...LAUNCHER.slice(1), 'true']).status === 0);
export const CAN_ACT_BOUND = process.platform !== 'win32';

/** Starts commands that permissions bind. */
export function launchBound<T>(action: () => Promise<T>): Promise<T> {
  return IS_ROOT ? launchedBy(LAUNCHER, action) : action();
}

/** Works in this process as somebody whom permissions bind: where that is another user, what they need must be open to all. */
export async function actBound<T>(action: () => Promise<T>): Promise<T> {
  if (!IS_ROOT) return action();
  process.seteuid!(OTHER_USER);
  try {
    return await action();
  } finally {
    process.seteuid!(0);
  }
}
