import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { packTar, writeTree } from '../../../test/trees.js';
import type { ImageLocation, ImageRoot } from '../../records/dataset.js';
import { closeArchives, readImageBytes } from './image-bytes.js';

afterAll(closeArchives);

test('reads files and refuses to leave the root', async () => {
  const root = await writeTree({ 'data/a b.jpg': 'pixels', 'secret.jpg': 'secret' });
  const data = `${root}/data`;
  expect(
    Buffer.from(await readImageBytes({ root: data }, { kind: 'file', path: 'a b.jpg' })).toString(),
  ).toBe('pixels');
  await expect(readImageBytes({ root: data }, { kind: 'file', path: '../secret.jpg' })).rejects.toMatchObject(
    {
      code: 'outside-root',
    },
  );
  await expect(readImageBytes({ root: data }, { kind: 'file', path: 'b.jpg' })).rejects.toMatchObject({
    code: 'missing-file',
  });
  await expect(
    readImageBytes({ root: data }, { kind: 'archive', path: 'b.tar', offset: 0, sizeBytes: 1 }),
  ).rejects.toMatchObject({ code: 'missing-file' });
});

test('many archives at once are read correctly with a bounded number left open', async () => {
  const shards = Array.from({ length: 40 }, (_, at) => `${at}.tar`);
  const files: Record<string, Uint8Array> = {};
  for (const shard of shards) files[shard] = await packTar([['a.jpg', shard]]);
  const root = await writeTree(files);
  const readAll = () =>
    Promise.all(
      [...shards, ...shards].map(async (shard) => {
        const location = { kind: 'archive', path: shard, offset: 512, sizeBytes: shard.length } as const;
        return [shard, Buffer.from(await readImageBytes({ root }, location)).toString()];
      }),
    );
  const before = openFileCount();
  for (const [shard, content] of await readAll()) expect(content).toBe(shard);
  if (before !== null) expect(openFileCount()! - before).toBeLessThanOrEqual(8);
  await closeArchives();
  for (const [shard, content] of await readAll()) expect(content).toBe(shard);
});

/** Null where the system has no such listing. */
function openFileCount(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}

test('a file, folder or archive that a link out of the root has taken the place of is refused, unless links are followed', async () => {
  const root = await writeTree({
    'data/a/1.jpg': 'mine',
    'data/b/1.jpg': 'mine',
    'data/c.tar': await packTar([['c.jpg', 'mine']]),
    'data/kept/1.jpg': 'mine',
    'secret/1.jpg': 'not!',
    'secret/c.tar': await packTar([['c.jpg', 'not!']]),
  });
  const data = `${root}/data`;
  for (const name of ['a/1.jpg', 'b', 'c.tar']) {
    rmSync(`${data}/${name}`, { recursive: true });
    const target = { 'a/1.jpg': 'secret/1.jpg', b: 'secret', 'c.tar': 'secret/c.tar' }[name]!;
    symlinkSync(`${root}/${target}`, `${data}/${name}`);
  }
  symlinkSync(`${data}/kept/1.jpg`, `${data}/a/2.jpg`);
  symlinkSync(data, `${root}/linked-data`);
  const read = async (location: ImageLocation, from: ImageRoot) =>
    Buffer.from(await readImageBytes(from, location)).toString();
  const out: ImageLocation[] = [
    { kind: 'file', path: 'a/1.jpg' },
    { kind: 'file', path: 'b/1.jpg' },
    { kind: 'archive', path: 'c.tar', offset: 512, sizeBytes: 4 },
  ];
  for (const location of out) {
    await expect(read(location, { root: data })).rejects.toMatchObject({
      code: 'outside-root',
      next: expect.stringContaining('--follow-links'),
    });
    expect(await read(location, { root: data, followsLinks: true })).toBe('not!');
  }
  for (const from of [data, `${root}/linked-data`]) {
    expect(await read({ kind: 'file', path: 'a/2.jpg' }, { root: from })).toBe('mine');
  }
});
