import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CAN_MOUNT, mountTinyDisk, unmountDisk } from '../../../test/tiny-disks.js';
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

describe.skipIf(!CAN_MOUNT)('real file systems (skipped where tmpfs cannot be mounted)', () => {
  let mounted: string;
  beforeEach(() => {
    mounted = join(folder, 'mounted');
  });
  afterEach(() => unmountDisk(mounted));

  test('a read-only disk is called not-writable, though Node says that something is missing', async () => {
    mountTinyDisk(mounted, 'size=64k,ro');
    await expect(makeFolder(join(mounted, 'a', 'b'))).rejects.toMatchObject({ code: 'not-writable' });
    expect(findWriteFailure(mounted)).toMatchObject({ code: 'EROFS' });
  });

  test('a full disk is seen, and nothing stays on it', async () => {
    mountTinyDisk(mounted, 'size=16k');
    expect(findWriteFailure(mounted)).toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(mounted)).toEqual([]);
  });
});
