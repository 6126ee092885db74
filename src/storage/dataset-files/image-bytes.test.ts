import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { packTar, writeTree } from '../../../test/trees.js';
import { closeArchives, readImageBytes } from './image-bytes.js';

afterAll(closeArchives);

test('reads files and refuses to leave the root', async () => {
  const root = await writeTree({ 'data/a b.jpg': 'pixels', 'secret.jpg': 'secret' });
  const data = `${root}/data`;
  expect(Buffer.from(await readImageBytes(data, { kind: 'file', path: 'a b.jpg' })).toString()).toBe(
    'pixels',
  );
  await expect(readImageBytes(data, { kind: 'file', path: '../secret.jpg' })).rejects.toMatchObject({
    code: 'outside-root',
  });
  await expect(readImageBytes(data, { kind: 'file', path: 'b.jpg' })).rejects.toMatchObject({
    code: 'missing-file',
  });
  await expect(
    readImageBytes(data, { kind: 'archive', path: 'b.tar', offset: 0, sizeBytes: 1 }),
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
        return [shard, Buffer.from(await readImageBytes(root, location)).toString()];
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
