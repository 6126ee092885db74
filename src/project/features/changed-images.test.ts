/** Features follow their images shard by shard: real files, made-up features. */
import { readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { SILENT_OBSERVER } from '../../base/observer.js';
import { readAllRows } from '../../records/features.js';
import { createPlan, type FeatureStore, openFeatureStore, writeShardSources } from '../../storage/index.js';
import type { OpenDataset } from '../workspace/index.js';
import { followImages } from './changed-images.js';
import { createSourceRecorder } from './image-sources.js';

const IMAGE_COUNT = 10;
const SHARD_SIZE = 4;
const HASH = 'a'.repeat(64);

async function makeFeatures() {
  const names = Array.from({ length: IMAGE_COUNT }, (_, index) => `${index}.jpg`);
  const root = await writeTree(Object.fromEntries(names.map((name) => [name, `bytes of ${name}`])));
  const dataset: OpenDataset = {
    root,
    format: 'folder',
    classes: [{ index: 0, name: 'a', displayName: 'a' }],
    images: names.map((name, index) => ({
      ...{ index, path: name, location: { kind: 'file', path: name }, classIndex: 0, split: 'train' },
      columns: {},
    })),
    ...{ extraColumns: [], groupColumns: [], maskColumn: null, skipped: [], notes: [] },
  };
  const folder = await writeTree({});
  const store = await openFeatureStore(
    folder,
    createPlan({
      ...{
        encoder: 'tiny',
        imageListSha256: HASH,
        modelSha256: HASH,
        preprocessing: null,
        orientByExif: false,
      },
      ...{
        libraries: {},
        deviceClass: 'cpu',
        imageCount: IMAGE_COUNT,
        featureCount: 1,
        shardSize: SHARD_SIZE,
      },
    }),
  );
  for (const shard of [0, 1, 2]) await compute(dataset, store, shard);
  return { dataset, folder, store, follow: () => followImages(dataset, folder, store, SILENT_OBSERVER) };
}

/** The feature of an image is the length of its file. */
async function compute(dataset: OpenDataset, store: FeatureStore, shard: number): Promise<void> {
  const rows = { rowStart: shard * SHARD_SIZE, rowEnd: Math.min((shard + 1) * SHARD_SIZE, IMAGE_COUNT) };
  const recorder = createSourceRecorder();
  const lengths: number[] = [];
  for (const image of dataset.images.slice(rows.rowStart, rows.rowEnd)) {
    lengths.push((await recorder.readBytes(dataset, image)).length);
  }
  await writeShardSources(store.folder, shard, recorder.takeRows(rows));
  await store.commitShard(shard, Float32Array.from(lengths), [], 0);
}

test('without a change nothing is begun; a file with another time and the same bytes is no change, and is noted', async () => {
  const { dataset, store, follow } = await makeFeatures();
  await utimes(path.join(dataset.root, '1.jpg'), new Date(0), new Date(0));
  const followed = await follow();
  expect(followed.changes).toEqual([]);
  expect(followed.store.folder).toBe(store.folder);
  const { rows } = JSON.parse(await readFile(path.join(store.folder, 'sources', '00000.json'), 'utf8'));
  expect(rows[1].modifiedMs).toBe(0);
});

test('W37: a changed image leads to later features that share the files of all other shards; the earlier ones stay', async () => {
  const { dataset, store, follow } = await makeFeatures();
  const before = await readAllRows(await store.openSource());
  await writeFile(path.join(dataset.root, '5.jpg'), 'longer bytes of 5.jpg');
  const { store: later, changes } = await follow();
  expect(changes.map(({ row }) => row)).toEqual([5]);
  expect(later.plan).toMatchObject({ revisionOf: store.plan.fingerprint });
  expect(await later.missingShards()).toEqual([1]);
  const [first] = await later.readReceipts();
  expect((await stat(path.join(later.folder, first!.file))).nlink).toBe(2);
  await compute(dataset, later, 1);
  const after = await readAllRows(await later.openSource());
  expect([...after].flatMap((value, row) => (value === before[row] ? [] : [row]))).toEqual([5]);
  expect(await readAllRows(await store.openSource())).toEqual(before);
  const again = await follow();
  expect(again.changes).toEqual([]);
  expect(again.store.folder).toBe(later.folder);
});

test('W37: where another shard is damaged, too, both are computed anew', async () => {
  const { dataset, store, follow } = await makeFeatures();
  const [, , last] = await store.readReceipts();
  await truncate(path.join(store.folder, last!.file), 100);
  await writeFile(path.join(dataset.root, '0.jpg'), 'others');
  expect(await (await follow()).store.missingShards()).toEqual([0, 2]);
  expect(await (await follow()).store.missingShards()).toEqual([0, 2]);
});

test('W37: an interrupted change is gone on with, also when the next file changes in between', async () => {
  const { dataset, follow } = await makeFeatures();
  await writeFile(path.join(dataset.root, '0.jpg'), 'others');
  const first = await follow();
  expect(await first.store.missingShards()).toEqual([0]);
  expect(await (await follow()).store.missingShards()).toEqual([0]);
  await writeFile(path.join(dataset.root, '9.jpg'), 'others, too');
  const second = await follow();
  expect(second.changes.map(({ row }) => row)).toEqual([9]);
  expect(await second.store.missingShards()).toEqual([0, 2]);
});

test('W36: of features of earlier versions nothing is known, and nothing is said', async () => {
  const { dataset, store, follow } = await makeFeatures();
  for (const shard of [0, 1, 2])
    await writeFile(path.join(store.folder, 'sources', `0000${shard}.json`), '{}');
  await writeFile(path.join(dataset.root, '0.jpg'), 'others');
  expect((await follow()).changes).toEqual([]);
});
