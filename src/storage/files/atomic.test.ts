import { spawnSync } from 'node:child_process';
import fs, { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { actBound, CAN_ACT_BOUND } from '../../../test/permissions.js';
import { CAN_MOUNT, mountTinyDisk, unmountDisk } from '../../../test/tiny-disks.js';
import { toStorageError } from '../errors.js';
import { createAtomicFile, createFileOnce, removeDeadTemporaries, writeFileAtomic } from './atomic.js';
import { MACHINE_ID } from './processes.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-atomic-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The id of a process that has just ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('writeFileAtomic', () => {
  test('replaces a file by texts, bytes or pieces', async () => {
    const path = join(folder, 'a.txt');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    await writeFileAtomic(
      path,
      (async function* () {
        yield 'th';
        yield Buffer.from('ree');
      })(),
    );
    expect(await readFile(path, 'utf8')).toBe('three');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  test('keeps the old file when the pieces fail half way', async () => {
    const path = join(folder, 'a.txt');
    await writeFileAtomic(path, 'old');
    const pieces = (function* () {
      yield 'new';
      throw new Error('no more');
    })();
    await expect(writeFileAtomic(path, pieces)).rejects.toThrow('no more');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  test('says which file could not be written and why', async () => {
    const path = join(folder, 'no', 'a.txt');
    await expect(writeFileAtomic(path, 'x')).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(path),
    });
  });

  test('a discarded file leaves nothing, and discarding after the commit changes nothing', async () => {
    const file = await createAtomicFile(join(folder, 'a'));
    await file.write('x');
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
    const kept = await createAtomicFile(join(folder, 'a'));
    await kept.commitAs('b');
    await kept.discard();
    expect(await readdir(folder)).toEqual(['b']);
  });
});

describe('createFileOnce', () => {
  test('creates once; then tells same from different and changes nothing', async () => {
    const path = join(folder, 'receipt');
    expect(await createFileOnce(path, 'a')).toBe('created');
    expect(await createFileOnce(path, Buffer.from('a'))).toBe('same');
    expect(await createFileOnce(path, 'b')).toBe('different');
    expect(await readFile(path, 'utf8')).toBe('a');
    expect(await readdir(folder)).toEqual(['receipt']);
  });

  test('exactly one of many attempts at once creates', async () => {
    const path = join(folder, 'receipt');
    const results = await Promise.all(Array.from({ length: 30 }, (_, i) => createFileOnce(path, `${i}`)));
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(String(results.indexOf('created')));
  });

  test('counts as created when the link was made but its answer was lost, as happens on NFS', async () => {
    vi.spyOn(fs, 'link').mockImplementationOnce(async (from, to) => {
      await link(from, to);
      throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    });
    expect(await createFileOnce(join(folder, 'a'), 'a')).toBe('created');
  });

  test('works on file systems without hard links', async () => {
    vi.spyOn(fs, 'link').mockRejectedValue(Object.assign(new Error('no links'), { code: 'EPERM' }));
    const path = join(folder, 'a');
    expect(await createFileOnce(path, 'a')).toBe('created');
    expect(await createFileOnce(path, 'b')).toBe('different');
    expect(await readFile(path, 'utf8')).toBe('a');
  });
});

describe('temporary files of killed writers', () => {
  test('are removed; those of living writers, of other machines and of others stay', async () => {
    const names = {
      dead: `.a.csv.${MACHINE_ID}-${endedPid()}-0123456789ab.tmp`,
      living: `.a.csv.${MACHINE_ID}-${process.pid}-0123456789ab.tmp`,
      elsewhere: `.a.csv.${MACHINE_ID === '00000000' ? '1' : '0'}0000000-${endedPid()}-0123456789ab.tmp`,
      foreign: '.something.tmp',
    };
    for (const name of Object.values(names)) await writeFile(join(folder, name), '');
    await removeDeadTemporaries(folder);
    expect((await readdir(folder)).sort()).toEqual([names.living, names.elsewhere, names.foreign].sort());
  });

  test('a folder that is not there is fine', async () => {
    await removeDeadTemporaries(join(folder, 'nowhere'));
  });
});

describe('toStorageError', () => {
  test.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'not-writable'],
    ['EPERM', 'not-writable'],
    ['EROFS', 'not-writable'],
    ['ENOENT', 'file-missing'],
    ['EMFILE', 'too-many-files'],
    ['EIO', 'storage-failed'],
  ])('%s becomes %s and keeps its cause', (system, code) => {
    const cause = Object.assign(new Error('it broke'), { code: system });
    const error = toStorageError(cause, 'Writing a.csv failed');
    expect(error).toMatchObject({
      code,
      cause,
      message: expect.stringMatching(/^Writing a\.csv failed: .*\.$/),
    });
    expect(toStorageError(error, 'Again')).toBe(error);
  });
});

describe.skipIf(!CAN_MOUNT)('real file systems (skipped where tmpfs cannot be mounted)', () => {
  let mounted: string;
  beforeEach(() => {
    mounted = join(folder, 'mounted');
  });
  afterEach(() => unmountDisk(mounted));

  test('a full disk keeps the old file, leaves no temporary one, and is called disk-full', async () => {
    mountTinyDisk(mounted, 'size=256k');
    const path = join(mounted, 'table.csv');
    await writeFileAtomic(path, 'old');
    await expect(writeFileAtomic(path, Buffer.alloc(1024 * 1024))).rejects.toMatchObject({
      code: 'disk-full',
    });
    await expect(createFileOnce(join(mounted, 'x'), Buffer.alloc(1024 * 1024))).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(mounted)).toEqual(['table.csv']);
  });

  test('a read-only disk is called not-writable', async () => {
    mountTinyDisk(mounted, 'size=256k,ro');
    await expect(writeFileAtomic(join(mounted, 'a'), 'x')).rejects.toMatchObject({ code: 'not-writable' });
  });
});

test.skipIf(!CAN_ACT_BOUND)(
  'a folder without write permission is called not-writable (skipped on Windows)',
  async () => {
    const locked = join(folder, 'locked');
    await mkdir(locked);
    await chmod(folder, 0o755);
    await chmod(locked, 0o555);
    const writing = actBound(() => writeFileAtomic(join(locked, 'a'), 'x'));
    await expect(writing).rejects.toMatchObject({ code: 'not-writable' });
    expect(await readdir(locked)).toEqual([]);
  },
);
