import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findWriteFailure, makeFolder } from './folders.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('makes folders at any depth, and again without complaint', async () => {
  await makeFolder(join(folder, 'a', 'b'));
  await makeFolder(join(folder, 'a', 'b'));
  expect(await readdir(join(folder, 'a'))).toEqual(['b']);
});

test('a file in the way is a failure that names the folder', async () => {
  await writeFile(join(folder, 'a'), '');
  await expect(makeFolder(join(folder, 'a', 'b'))).rejects.toThrow(join(folder, 'a', 'b'));
});

test('a folder that can be written to has no failure, and nothing stays in it', async () => {
  expect(findWriteFailure(folder)).toBeNull();
  expect(await readdir(folder)).toEqual([]);
  expect(findWriteFailure(join(folder, 'gone'))).toMatchObject({ code: 'ENOENT' });
});

/** Mounts a file system that lives in memory; false where this process may not. */
const mountTiny = (path: string, options: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0;
const trial = await mkdtemp(join(tmpdir(), 'spuriosity-mount-'));
const canMount = mountTiny(trial, 'size=16k');
if (canMount) spawnSync('umount', [trial]);
await rm(trial, { recursive: true });

describe.skipIf(!canMount)('real file systems (skipped where tmpfs cannot be mounted)', () => {
  let mounted: string;
  beforeEach(async () => {
    mounted = join(folder, 'mounted');
    await mkdir(mounted);
  });
  afterEach(() => {
    spawnSync('umount', [mounted]);
  });

  test('a read-only disk is called not-writable, though Node says that something is missing', async () => {
    mountTiny(mounted, 'size=64k,ro');
    await expect(makeFolder(join(mounted, 'a', 'b'))).rejects.toMatchObject({ code: 'not-writable' });
    expect(findWriteFailure(mounted)).toMatchObject({ code: 'EROFS' });
  });

  test('a full disk is seen, and nothing stays on it', async () => {
    mountTiny(mounted, 'size=16k');
    expect(findWriteFailure(mounted)).toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(mounted)).toEqual([]);
  });
});
