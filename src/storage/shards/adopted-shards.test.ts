/** Shards that are taken over into other features: which ones, and that a name never stands for a part of a file. */
import { existsSync } from 'node:fs';
import fs, { readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { openWithGaps } from './feature-gaps.js';
import { createPlan } from './feature-plan.js';
import { adoptShard, openRevision } from './feature-revision.js';
import { openFeatureStore } from './feature-store.js';

const SHARD_SIZE = 4;
const HASH = 'a'.repeat(64);

afterEach(() => vi.restoreAllMocks());

/** Features of three shards. */
async function makeWhole() {
  const parent = await writeTree({});
  const plan = createPlan({
    ...{ encoder: 'tiny', imageListSha256: HASH, modelSha256: HASH, preprocessing: null },
    ...{ orientByExif: false, libraries: {}, deviceClass: 'cpu' },
    ...{ imageCount: 3 * SHARD_SIZE, featureCount: 1, shardSize: SHARD_SIZE },
  });
  const whole = await openFeatureStore(parent, plan);
  for (const shard of [0, 1, 2]) {
    await whole.commitShard(
      shard,
      new Float32Array(SHARD_SIZE).map((_, row) => shard + row),
      [],
      0,
    );
  }
  return { parent, whole, receipts: await whole.readReceipts() };
}

test('W39: a damaged shard that is left out keeps no other from being taken over', async () => {
  const { parent, whole, receipts } = await makeWhole();
  await truncate(join(whole.folder, receipts[1]!.file), 100);
  const store = await openWithGaps(parent, whole, await whole.missingShards());
  const taken = await store.readReceipts();
  expect(taken.map(({ skipped }) => skipped.length)).toEqual([0, SHARD_SIZE, 0]);
  expect([taken[0], taken[2]]).toEqual([receipts[0], receipts[2]]);
});

test('W39: a shard that is lost between the look and the taking over is refused, not left out unsaid', async () => {
  const { parent, whole } = await makeWhole();
  await rm(join(whole.folder, 'receipts', '00001.json'));
  await expect(openWithGaps(parent, whole, [2])).rejects.toMatchObject({ code: 'shard-damaged' });
});

test('W37: a link is durable before its receipt is written; without links a copy gets its name once it is whole', async () => {
  const { parent, whole, receipts } = await makeWhole();
  const later = await openRevision(parent, whole, [{ row: 0, sha256: null }]);
  const open = vi.spyOn(fs, 'open');
  await adoptShard(whole, later, receipts[1]!, null);
  expect(open.mock.calls.map(([path]) => path)[0]).toBe(later.folder);

  vi.spyOn(fs, 'link').mockRejectedValueOnce(Object.assign(new Error('no links'), { code: 'EPERM' }));
  const cut = Object.assign(new Error('cut'), { code: 'EIO' });
  vi.spyOn(fs, 'rename').mockRejectedValueOnce(cut);
  const target = join(later.folder, receipts[2]!.file);
  await expect(adoptShard(whole, later, receipts[2]!, null)).rejects.toMatchObject({
    code: 'storage-failed',
  });
  expect(existsSync(target)).toBe(false);
  vi.spyOn(fs, 'link').mockRejectedValueOnce(Object.assign(new Error('no links'), { code: 'EPERM' }));
  await adoptShard(whole, later, receipts[2]!, null);
  expect(await readFile(target)).toEqual(await readFile(join(whole.folder, receipts[2]!.file)));
  expect((await stat(target)).nlink).toBe(1);
  expect(await later.missingShards()).toEqual([0]);
});
