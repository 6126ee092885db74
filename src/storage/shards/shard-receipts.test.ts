import { mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CAN_MOUNT, mountReadOnly, unmountDisk } from '../../../test/tiny-disks.js';
import { readAllRows } from '../../records/features.js';
import { createPlan } from './feature-plan.js';
import { type FeatureStore, openFeatureStore, openFeatureStoreAt } from './feature-store.js';

const plan = createPlan({
  imageListSha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  preprocessing: null,
  orientByExif: false,
  libraries: {},
  deviceClass: 'cpu',
  imageCount: 4,
  featureCount: 2,
  encoder: 'small',
  shardSize: 2,
});
const SHARDS = [0, 1];

describe('receipts of earlier versions, without checksum and hash (W34)', () => {
  let folder: string;
  let store: FeatureStore;
  /** The receipts' texts as this version writes them. */
  let written: string[];
  const toPath = (shard: number) => join(store.folder, 'receipts', `0000${shard}.json`);
  const readTexts = () => Promise.all(SHARDS.map((shard) => readFile(toPath(shard), 'utf8')));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spuriosity-receipts-'));
    store = await openFeatureStore(folder, plan);
    const remarked = [{ row: 3, remark: 'stray bytes' }];
    const skipped = [{ row: 2, code: 'truncated', reason: 'The file ends early.' }];
    await store.commitShard(0, Float32Array.of(1, 2, 3, 4), [], 1);
    await store.commitShard(1, Float32Array.of(0, 0, 7, 8), skipped, 0, remarked);
    written = await readTexts();
    for (const shard of SHARDS) {
      const { crc32: _checksum, receiptSha256: _hash, ...earlier } = JSON.parse(written[shard]!);
      await writeFile(toPath(shard), JSON.stringify(earlier));
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('reading gives them both', async () => {
    await readAllRows(await store.openSource());
    expect(await readTexts()).toEqual(written);
  });

  test('so does verifying', async () => {
    expect(await store.missingShards({ verify: true })).toEqual([]);
    expect(await readTexts()).toEqual(written);
  });

  test('but none whose shard holds other bytes', async () => {
    const { file } = JSON.parse(written[1]!) as { file: string };
    const bytes = await readFile(join(store.folder, file));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(store.folder, file), bytes);
    const before = await readTexts();
    expect(await store.missingShards({ verify: true })).toEqual([1]);
    expect(await readTexts()).toEqual([written[0], before[1]]);
  });

  test.skipIf(!CAN_MOUNT)(
    'and none on a read-only disk, where all is read (skipped where this process may not mount)',
    async () => {
      const before = await readTexts();
      const mounted = await mkdtemp(join(tmpdir(), 'spuriosity-mounted-'));
      expect(mountReadOnly(store.folder, mounted)).toBe(true);
      try {
        const rows = await readAllRows(await (await openFeatureStoreAt(mounted)).openSource());
        expect([...rows]).toEqual([1, 2, 3, 4, 0, 0, 7, 8]);
      } finally {
        unmountDisk(mounted);
        await rmdir(mounted);
      }
      expect(await readTexts()).toEqual(before);
    },
  );
});
