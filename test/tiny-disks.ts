/**
 * File systems of a few KiB that live in memory, for tests of full and read-only disks. In: a folder, options of tmpfs.
 * Out: a mount. Only an administrator of Linux may mount; elsewhere such tests are skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Mounts a disk at a folder, which is made; false where this process may not. */
export function mountTinyDisk(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

/** Shows a folder at another place, where nothing can be written; false where this process may not. */
export function mountReadOnly(source: string, folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const run = (...args: string[]) => spawnSync('mount', args).status === 0;
  return run('--bind', source, folder) && run('-o', 'remount,ro,bind', folder);
}

/** Lazily: the database's driver lets go of a closed file only when its statements are collected. */
export function unmountDisk(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}

/** Whether this process may mount at all. */
export const CAN_MOUNT = tryMounting();

function tryMounting(): boolean {
  const trial = mkdtempSync(path.join(tmpdir(), 'spuriosity-mount-'));
  const isMounted = mountTinyDisk(trial, 'size=16k');
  if (isMounted) unmountDisk(trial);
  rmSync(trial, { recursive: true, force: true });
  return isMounted;
}
