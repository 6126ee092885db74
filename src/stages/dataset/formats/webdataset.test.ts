import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { listImages, listSkipped, readFiles, readPath } from '../../../../test/dataset-reading.js';
import { packTar, writeTree } from '../../../../test/trees.js';
import { closeArchives, readImageBytes } from '../../../storage/index.js';
import { splitMemberName } from './webdataset.js';

afterAll(closeArchives);

test.each([
  ['a/b.seg.png', { key: 'a/b', field: 'seg.png' }],
  ['a.b/c.JPG', { key: 'a.b/c', field: 'jpg' }],
  ['a/.x.jpg', null],
  ['.x.jpg', null],
  ['nodot', null],
  ['__meta__/x.jpg', null],
  ['ab/__x__/y.jpg', { key: 'ab/__x__/y', field: 'jpg' }],
])('%s splits as WebDataset splits it (D50)', (name, expected) => {
  expect(splitMemberName(name)).toEqual(expected);
});

async function sampleShards() {
  return {
    'train-000.tar': await packTar([
      ['__meta__/info.json', '{}'],
      ['a/1.cls', '1'],
      ['a/1.seg.png', 'mask'],
      ['a/1.jpg', 'image one'],
      ['a/1.txt', 'caption'],
      ['a/2.png', 'image two'],
      ['a/2.cls', '0\n'],
    ]),
    'train-001.tar': await packTar([
      ['3.json', '{"label": 1, "background": "sea", "split": "x"}'],
      ['3.jpeg', 'image three'],
    ]),
    'val-000.tar': await packTar([
      ['1.jpg', 'image four'],
      ['1.cls', '0'],
    ]),
  };
}

test('samples of several shards: labels from .cls and .json, splits from names, bytes in place (D50-D53)', async () => {
  const root = await writeTree(await sampleShards());
  const dataset = await readPath(root);
  expect(dataset.format).toBe('webdataset');
  expect(listImages(dataset)).toEqual([
    'train 1 train-000.tar/a/1.jpg',
    'train 0 train-000.tar/a/2.png',
    'train 1 train-001.tar/3.jpeg',
    'val 0 val-000.tar/1.jpg',
  ]);
  const contents = await Promise.all(
    dataset.images.map(({ location }) => readImageBytes({ root }, location!)),
  );
  expect(contents.map((bytes) => Buffer.from(bytes).toString())).toEqual([
    'image one',
    'image two',
    'image three',
    'image four',
  ]);
  expect([dataset.extraColumns, dataset.groupColumns]).toEqual([['background', 'split'], ['background']]);
  expect(dataset.images[0]!.columns).toEqual({ background: '', split: '' });
});

test('class names come from a class list or a file beside the shards (D52)', async () => {
  const shards = await sampleShards();
  const named = await readFiles({ ...shards, 'classes.csv': 'class_index,class_name\n0,cat\n1,dog\n' });
  expect(named.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
  expect(listImages(named)[0]).toBe('train dog train-000.tar/a/1.jpg');
});

test('a brace range, and a single shard that gets a seeded split (D7, D55)', async () => {
  const root = await writeTree(await sampleShards());
  const range = await readPath(path.join(root, 'train-{000..001}.tar'));
  expect(range.images).toHaveLength(3);
  const single = await readPath(path.join(root, 'train-000.tar'));
  expect(single.images.map(({ path: image }) => image)).toEqual([
    'train-000.tar/a/1.jpg',
    'train-000.tar/a/2.png',
  ]);
});

test('messy shards: no label, repeated field, no image, cut off (D51, D54)', async () => {
  const whole = await packTar([
    ['ok1.jpg', 'x'],
    ['ok1.cls', '0'],
    ['ok2.jpg', 'x'],
    ['ok2.cls', '1'],
    ['unlabelled.jpg', 'x'],
    ['unlabelled.pkl', 'never opened'],
    ['textonly.cls', '1'],
    ['twice.jpg', 'x'],
    ['twice.JPG', 'y'],
    ['twice.cls', '0'],
    ['cut.cls', '1'],
    ['cut.jpg', 'z'.repeat(5000)],
  ]);
  const dataset = await readFiles({ 'shard.tar': whole.subarray(0, whole.length - 4096) });
  expect(listImages(dataset)).toEqual(['train 0 shard.tar/ok1.jpg', 'train 1 shard.tar/ok2.jpg']);
  expect(listSkipped(dataset)).toEqual([
    'no-label shard.tar/unlabelled.jpg',
    'repeated-field shard.tar/twice.jpg',
    'truncated shard.tar/cut.jpg',
  ]);
});

test('compressed shards, half-named splits and archives of folders are refused (D53, D54)', async () => {
  const shards = await sampleShards();
  await expect(readFiles({ 'a.tar.gz': gzipSync(shards['val-000.tar']) })).rejects.toMatchObject({
    code: 'archive-compressed',
  });
  await expect(
    readFiles({ 'train-0.tar': shards['train-000.tar'], 'more-0.tar': shards['val-000.tar'] }),
  ).rejects.toMatchObject({ code: 'shard-split-unknown', what: expect.stringContaining('more-0.tar') });
  const folders = await packTar([
    ['train/cat/1.jpg', 'x'],
    ['train/dog/1.jpg', 'x'],
  ]);
  await expect(readFiles({ 'images.tar': folders })).rejects.toMatchObject({
    code: 'archive-of-folders',
    next: expect.stringContaining('tar -xf images.tar'),
  });
});

test.each([
  ['all images, then all labels', ['1.jpg', '2.jpg', '3.jpg', '1.cls', '2.cls', '3.cls']],
  ['all labels first', ['1.cls', '2.cls', '3.cls', '3.jpg', '2.jpg', '1.jpg']],
  ['interleaved', ['1.jpg', '2.cls', '3.jpg', '1.cls', '3.cls', '2.jpg']],
])('members of samples that lie apart are joined: %s (D50)', async (_, names) => {
  const members = names.map((name) => [name, name.endsWith('cls') ? `c${name[0]}` : 'x'] as const);
  const dataset = await readFiles({ 'train-0.tar': await packTar(members) }, { valFraction: 0 });
  expect(listImages(dataset).sort()).toEqual([1, 2, 3].map((n) => `train c${n} train-0.tar/${n}.jpg`));
  expect(dataset.notes.join('\n')).toContain('samples lie apart in their shard');
});
