import { mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  computeShardCount,
  computeShardRows,
  type ExtractionPlan,
  type SkippedRow,
} from '../../records/extraction.js';
import { readAllRows } from '../../records/features.js';
import { readNpy } from '../npy/npy.js';
import { createPlan, type PlanInput } from './feature-plan.js';
import { type FeatureStore, openFeatureStore, openFeatureStoreAt } from './feature-store.js';

const input: PlanInput = {
  imageListSha256: 'a'.repeat(64),
  modelSha256: 'b'.repeat(64),
  preprocessing: { resize: null, crop: null, interpolation: 'bilinear', mean: null, std: null },
  orientByExif: false,
  libraries: { sharp: '0.35.5', 'onnxruntime-node': '1.30.0' },
  deviceClass: 'cpu',
  imageCount: 10,
  featureCount: 3,
  encoder: 'robust tiny/64',
  shardSize: 4,
};
const plan = createPlan(input);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spuriosity-features-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Rows that tell where they are from: row r holds r + 0.0, r + 0.1, r + 0.2. */
function buildRows({ featureCount }: ExtractionPlan, rowStart: number, rowEnd: number): Float32Array {
  return Float32Array.from(
    { length: (rowEnd - rowStart) * featureCount },
    (_, i) => rowStart + Math.floor(i / featureCount) + (i % featureCount) / 10,
  );
}

async function commit(store: FeatureStore, shard: number, skipped: SkippedRow[] = []) {
  const { rowStart, rowEnd } = computeShardRows(store.plan, shard);
  return await store.commitShard(shard, buildRows(store.plan, rowStart, rowEnd), skipped, shard);
}

async function openComplete(): Promise<FeatureStore> {
  const store = await openFeatureStore(folder, plan);
  for (let shard = 0; shard < computeShardCount(plan); shard++) await commit(store, shard);
  return store;
}

test('a range of rows is read from the shards that hold it', async () => {
  const source = await (await openComplete()).openSource();
  for (const range of [
    { rowStart: 0, rowEnd: 10 },
    { rowStart: 3, rowEnd: 9 },
    { rowStart: 5, rowEnd: 6 },
  ]) {
    const rows: number[] = [];
    for await (const block of source.blocks(range)) {
      expect(block.rowStart).toBe(range.rowStart + rows.length / 3);
      rows.push(...block.data);
    }
    expect(rows).toEqual([...buildRows(plan, range.rowStart, range.rowEnd)]);
  }
  for await (const _ of source.blocks({ rowStart: 4, rowEnd: 4 })) expect.unreachable();
});

test('W23: opening again finds the same plan; a changed plan file is refused', async () => {
  const store = await openFeatureStore(folder, plan);
  expect((await openFeatureStore(folder, plan)).plan).toEqual(plan);
  expect((await openFeatureStoreAt(store.folder)).plan).toEqual(plan);
  const path = join(store.folder, 'plan.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"imageCount": 10', '"imageCount": 11'));
  await expect(openFeatureStore(folder, plan)).rejects.toMatchObject({ code: 'plan-damaged' });
  await writeFile(path, '{');
  await expect(openFeatureStoreAt(store.folder)).rejects.toMatchObject({ code: 'plan-damaged' });
});

describe('shards and receipts (W24 to W31)', () => {
  test('W24: shards are float32 arrays named by number and content', async () => {
    const store = await openFeatureStore(folder, plan);
    const receipt = await commit(store, 2);
    expect(receipt).toMatchObject({ shard: 2, rowStart: 8, rowEnd: 10, exifOriented: 2, skipped: [] });
    expect(receipt.file).toBe(`shard-00002-${receipt.sha256.slice(0, 16)}.npy`);
    expect(await readNpy(join(store.folder, receipt.file))).toEqual({
      dtype: 'float32',
      shape: [2, 3],
      data: buildRows(plan, 8, 10),
    });
    expect(await store.missingShards()).toEqual([0, 1]);
    expect(await store.readReceipts({ verify: true })).toEqual([receipt]);
  });

  test('W25: a shard without a receipt does not count', async () => {
    const store = await openComplete();
    await rm(join(store.folder, 'receipts', '00001.json'));
    expect(await store.missingShards()).toEqual([1]);
    await expect(store.openSource()).rejects.toMatchObject({ code: 'features-incomplete' });
    await commit(store, 1);
    expect(await store.missingShards()).toEqual([]);
  });

  test('W26: a second finisher with equal features changes nothing and gets the standing receipt', async () => {
    const store = await openFeatureStore(folder, plan);
    const skipped = { row: 9, code: 'truncated', reason: 'The file ends early.' };
    const first = await commit(store, 2, [skipped]);
    expect(await commit(store, 2, [{ ...skipped, reason: 'In other words.' }])).toEqual(first);
    expect(await readdir(join(store.folder, 'receipts'))).toEqual(['00002.json']);
  });

  test('W27: a second finisher with other features is kept in quarantine, loudly', async () => {
    const store = await openFeatureStore(folder, plan);
    const first = await commit(store, 2);
    await expect(store.commitShard(2, new Float32Array(6), [], 0)).rejects.toMatchObject({
      code: 'shard-conflict',
      message: expect.stringContaining('Shard 2'),
    });
    expect(await store.readReceipts({ verify: true })).toEqual([first]);
    const quarantined = await readdir(join(store.folder, 'quarantine'));
    expect(quarantined.map((name) => name.replace(/-[0-9a-f]{16}/, '')).sort()).toEqual([
      'shard-00002.json',
      'shard-00002.npy',
    ]);
  });

  test('W27: equal features with other skipped rows are a conflict too, and the shard stays', async () => {
    const store = await openFeatureStore(folder, plan);
    await commit(store, 0);
    await expect(commit(store, 0, [{ row: 1, code: 'truncated', reason: '' }])).rejects.toMatchObject({
      code: 'shard-conflict',
    });
    expect(await store.missingShards({ verify: true })).toEqual([1, 2]);
  });

  test('many finishers of one shard at once leave one receipt', async () => {
    const store = await openFeatureStore(folder, plan);
    const receipts = await Promise.all(Array.from({ length: 12 }, () => commit(store, 0)));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect((await readdir(store.folder)).sort()).toEqual([receipts[0]!.file, 'plan.json', 'receipts'].sort());
  });

  test.each([
    ['is gone', (path: string) => rm(path), false],
    ['was cut off', (path: string) => truncate(path, 100), false],
    ['has other bytes', flipLastByte, true],
  ])(
    'W28: a shard that %s is named, counts as missing and heals when computed again',
    async (_what, damage, verify) => {
      const store = await openComplete();
      const [, receipt] = await store.readReceipts();
      await damage(join(store.folder, receipt!.file));
      await expect(store.readReceipts({ verify })).rejects.toMatchObject({
        code: 'shard-damaged',
        message: expect.stringContaining(receipt!.file),
      });
      expect(await store.missingShards({ verify })).toEqual([1]);
      await commit(store, 1);
      expect(await store.missingShards({ verify: true })).toEqual([]);
    },
  );

  test('W34: rows of a shard with other bytes are not read, though its size is right; put right they are', async () => {
    const store = await openComplete();
    const before = await readAllRows(await store.openSource());
    const [, receipt] = await store.readReceipts();
    await flipLastByte(join(store.folder, receipt!.file));
    const source = await store.openSource();
    await expect(readAllRows(source)).rejects.toMatchObject({
      code: 'shard-damaged',
      message: expect.stringContaining(receipt!.file),
    });
    await commit(store, 1);
    expect(await readAllRows(source)).toEqual(before);
  });

  test('W34: a receipt of an earlier version, without a checksum, has its shard compared by hash', async () => {
    const store = await openComplete();
    const [, receipt] = await store.readReceipts();
    const { crc32: _checksum, ...earlier } = receipt!;
    await writeFile(join(store.folder, 'receipts', '00001.json'), JSON.stringify(earlier));
    const source = await store.openSource();
    await readAllRows(source);
    await flipLastByte(join(store.folder, receipt!.file));
    await expect(readAllRows(source)).rejects.toMatchObject({ code: 'shard-damaged' });
  });

  test('W34: a shard that was verified is not hashed again at its first reading', async () => {
    const store = await openComplete();
    const [receipt] = await store.readReceipts();
    const path = join(store.folder, receipt!.file);
    const setTime = () => utimes(path, 1_000_000_000, 1_000_000_000);
    await setTime();
    expect(await store.missingShards({ verify: true })).toEqual([]);
    // Other bytes that nothing tells but a hash.
    await flipLastByte(path);
    await setTime();
    expect((await readAllRows(await store.openSource())).length).toBeGreaterThan(0);
    expect(await store.missingShards({ verify: true })).toEqual([0]);
  });

  test('W29: when a damaged shard is computed with other features, its receipt is set aside', async () => {
    const store = await openComplete();
    const [receipt] = await store.readReceipts();
    await rm(join(store.folder, receipt!.file));
    const renewed = await store.commitShard(0, new Float32Array(12), [], 0);
    expect((await store.readReceipts({ verify: true }))[0]).toEqual(renewed);
    expect(await readdir(join(store.folder, 'quarantine'))).toEqual([
      expect.stringMatching(/^00000-damaged-[0-9a-f]{8}\.json$/),
    ]);
  });

  test.each([
    ['not JSON', '{'],
    ['of another form', '{}'],
    ['empty', ''],
  ])('W29: a receipt that is %s counts as damaged', async (_what, text) => {
    const store = await openComplete();
    await writeFile(join(store.folder, 'receipts', '00002.json'), text);
    expect(await store.missingShards()).toEqual([2]);
    await expect(store.readReceipts()).rejects.toMatchObject({ code: 'shard-damaged' });
    await commit(store, 2);
    expect(await store.missingShards({ verify: true })).toEqual([]);
  });

  test('W35: a receipt with one other digit counts as damaged; one of an earlier version, without a hash, is read', async () => {
    const store = await openFeatureStore(folder, plan);
    await commit(store, 2, [{ row: 9, code: 'truncated', reason: 'The file ends early.' }]);
    const path = join(store.folder, 'receipts', '00002.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"row": 9', '"row": 8'));
    expect(await store.damagedShards()).toEqual([{ shard: 2, reason: expect.stringContaining('receipt') }]);
    const { receiptSha256: _hash, ...earlier } = JSON.parse(text);
    await writeFile(path, JSON.stringify(earlier));
    expect(await store.damagedShards()).toEqual([]);
    await writeFile(path, JSON.stringify({ ...earlier, skipped: [{ ...earlier.skipped[0], row: 3 }] }));
    expect(await store.missingShards()).toEqual([0, 1, 2]);
  });

  test('W29: a receipt under the number of another shard counts as damaged', async () => {
    const store = await openComplete();
    const receipts = join(store.folder, 'receipts');
    await rename(join(receipts, '00000.json'), join(receipts, '00001.json'));
    expect(await store.missingShards()).toEqual([0, 1]);
  });

  test.each<[string, number, number, SkippedRow[]]>([
    ['a shard that does not exist', 3, 6, []],
    ['a negative shard', -1, 12, []],
    ['too few values', 0, 11, []],
    ['a skipped row of another shard', 0, 12, [{ row: 4, code: 'x', reason: '' }]],
  ])('refuses %s', async (_what, shard, length, skipped) => {
    const store = await openFeatureStore(folder, plan);
    await expect(store.commitShard(shard, new Float32Array(length), skipped, 0)).rejects.toMatchObject({
      code: 'shard-malformed',
    });
  });
});

describe('reading features (W32, W33)', () => {
  test('W32: all rows come in order, skipped ones are marked', async () => {
    const store = await openFeatureStore(folder, plan);
    await commit(store, 2, [{ row: 9, code: 'truncated', reason: '' }]);
    await commit(store, 0);
    await commit(store, 1);
    const source = await store.openSource({ verify: true });
    expect([...source.valid]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect(await readAllRows(source)).toEqual(buildRows(plan, 0, 10));
  });

  test('W33: blocks of wide features stay small', async () => {
    const wide = createPlan({ ...input, featureCount: 1_000_000, imageCount: 9, shardSize: 9 });
    const store = await openFeatureStore(folder, wide);
    await store.commitShard(0, new Float32Array(9_000_000).fill(1), [], 0);
    const lengths: number[] = [];
    for await (const { data } of (await store.openSource()).blocks()) lengths.push(data.length);
    expect(lengths).toEqual([2_000_000, 2_000_000, 2_000_000, 2_000_000, 1_000_000]);
  });

  test('a data set without images has features at once', async () => {
    const store = await openFeatureStore(folder, createPlan({ ...input, imageCount: 0 }));
    const source = await store.openSource();
    expect(source.rowCount).toBe(0);
    expect(await readAllRows(source)).toHaveLength(0);
  });
});

async function flipLastByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(path, bytes);
}
