/**
 * Disks that are full or may not be written to, each made for real, under the program in a process of its own (here files of its
 * database would stay open), and how `runBadly` finds them refused.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { runBadly, runWell } from '../../command.js';
import { CAN_LAUNCH_BOUND, launchBound } from '../../permissions.js';
import { drawClasses } from '../../pictures.js';
import { writeTinyEncoder } from '../../studies/tiny-encoder.js';
import { CAN_MOUNT, mountTinyDisk, unmountDisk } from '../../tiny-disks.js';
import { listLeftovers, useTrialFolder, writeTree } from '../../trees.js';

let data: string;
let mounted: string;
const at = useTrialFolder();

beforeAll(async () => {
  await writeTinyEncoder(at('tiny'));
  data = await writeTree(await drawClasses(['a', 'b'], 6));
  mounted = at('mounted');
});
afterEach(() => unmountDisk(mounted));

test.skipIf(!CAN_MOUNT)(
  'a full disk is said to be full, leaves nothing half-written, and the same command goes on (skipped where tmpfs cannot be mounted)',
  async () => {
    mountTinyDisk(mounted, 'size=2m');
    const workspace = path.join(mounted, 'study');
    await runWell(['init', data, '-w', workspace]);
    const filler = path.join(mounted, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
    const error = await runBadly(1, ['run', data, '--encoder', at('tiny'), '-w', workspace]);
    expect(error.code).toBe('disk-full');
    expect(error.message).toContain('Free some space');
    expect(listLeftovers(workspace)).toEqual([]);
    rmSync(filler);
    await runWell(['run', data, '--encoder', at('tiny'), '-w', workspace]);
  },
);

test.skipIf(!CAN_MOUNT)(
  'a disk too small for a workspace says so (skipped where tmpfs cannot be mounted)',
  async () => {
    mountTinyDisk(mounted, 'size=16k');
    const error = await runBadly(1, ['init', data, '-w', path.join(mounted, 'study')]);
    expect(error.code).toBe('disk-full');
  },
);

test.skipIf(!CAN_MOUNT)(
  'a read-only disk is said to be one (skipped where tmpfs cannot be mounted)',
  async () => {
    mountTinyDisk(mounted, 'size=64k,ro');
    const error = await runBadly(1, ['run', data, '-w', path.join(mounted, 'study')]);
    expect(error.code).toBe('not-writable');
    expect(error.message).toContain('-w');
  },
);

test.skipIf(!CAN_MOUNT)(
  'a workspace that became read-only is said to be one (skipped where tmpfs cannot be mounted)',
  async () => {
    mountTinyDisk(mounted, 'size=4m');
    const workspace = path.join(mounted, 'study');
    await runWell(['init', data, '-w', workspace]);
    spawnSync('mount', ['-o', 'remount,ro', mounted]);
    const error = await runBadly(1, ['extract', '--encoder', at('tiny'), '-w', workspace]);
    expect(error.code).toBe('not-writable');
  },
);

test.skipIf(!CAN_LAUNCH_BOUND)(
  'a folder without write permission is said to be one (skipped on Windows, and for root without setpriv)',
  async () => {
    const locked = at('locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const error = await launchBound(() => runBadly(1, ['run', data, '-w', path.join(locked, 'study')]));
    expect(error.code).toBe('not-writable');
  },
);
