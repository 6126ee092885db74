import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listImages, listSkipped, readFiles, readPath } from '../../../../../test/dataset-reading.js';
import { emptyFiles, writeTree } from '../../../../../test/trees.js';
import { decodeImage } from '../../../../imaging/index.js';
import { closeArchives, readImageBytes } from '../../../../storage/index.js';

afterAll(closeArchives);

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../../../../fixtures/parquet/${name}.parquet`, import.meta.url));
}

/** The red value of each image, by which the fixtures tell them apart. */
async function readReds(root: string, paths: string[]): Promise<number[]> {
  const images = paths.map(async (one) => {
    const { data } = await decodeImage(await readImageBytes({ root }, { kind: 'file', path: one }));
    return data[0]!;
  });
  return Promise.all(images);
}

test('a folder of the Hub: splits by file names, classes as its features number them (D90, D91, D92)', async () => {
  const root = await writeTree({
    'README.md': '# Animals\n',
    'data/train-00000-of-00001.parquet': fixture('groups'),
    'data/test-00000-of-00001.parquet': fixture('groups'),
  });
  const dataset = await readPath(root);
  expect(dataset.format).toBe('parquet');
  expect(dataset.classes.map(({ name }) => name)).toEqual(['cat', 'dog', 'emu']);
  expect(dataset.groupColumns).toEqual(['place']);
  expect(listImages(dataset).slice(12, 15)).toEqual([
    'test cat data/test-00000-of-00001.parquet/0.png',
    'test dog data/test-00000-of-00001.parquet/1.png',
    'test emu data/test-00000-of-00001.parquet/2.png',
  ]);
  expect(dataset.notes[0]).toBe(
    'Read as parquet: data/test-00000-of-00001.parquet holds images in its column image.',
  );
  const test = dataset.images.filter(({ split }) => split === 'test');
  const reds = await readReds(
    root,
    test.map(({ location }) => location!.path),
  );
  expect(reds).toEqual(Array.from({ length: 12 }, (_, row) => row * 20));
});

test.each([
  ['flat files', 'train.parquet', 'validation.parquet'],
  ['the converted branch', 'default/train/0000.parquet', 'default/validation/0000.parquet'],
  [
    'a configuration',
    'plain_text/train-00000-of-00001.parquet',
    'plain_text/validation-00000-of-00001.parquet',
  ],
])('splits of %s (D90)', async (_, train, validation) => {
  const dataset = await readFiles({ [train]: fixture('groups'), [validation]: fixture('groups') });
  expect(dataset.images.map(({ split }) => split)).toEqual([
    ...Array(12).fill('train'),
    ...Array(12).fill('val'),
  ]);
});

test('one file as DATA; plain bytes; labels and ids that look like numbers stay text (D91, D92)', async () => {
  const root = await writeTree({ 'animals.parquet': fixture('plain') });
  const dataset = await readPath(path.join(root, 'animals.parquet'), { valFraction: 0 });
  expect(dataset.classes.map(({ name }) => name)).toEqual(['007', '1e5', 'NaN']);
  expect(dataset.images[0]).toMatchObject({
    path: 'animals.parquet/0',
    location: { kind: 'file', path: 'animals.parquet/img/0' },
    columns: { id: '9007199254740993' },
  });
  expect(dataset.notes.join('\n')).toContain('Columns of lists or objects were not read: box.');
  expect(await readReds(root, ['animals.parquet/img/3'])).toEqual([120]);
});

test('names from the README, a label to choose, masks, a withheld label (D91, D92, D93)', async () => {
  const readme = `---
dataset_info:
  features:
  - name: img
    dtype: image
  - name: mask
    dtype: image
  - name: fine_label
    dtype:
      class_label:
        names:
          '0': no
          '1': 1e5
          '2': 007
          '3': on
  - name: coarse_label
    dtype:
      class_label:
        names: {'0': land, '1': sea}
---
# Cards
`;
  const files = { 'README.md': readme, 'data/train-00000-of-00001.parquet': fixture('labels') };
  await expect(readFiles(files)).rejects.toMatchObject({
    code: 'several-label-columns',
    what: expect.stringContaining('"fine_label", "coarse_label"'),
  });
  const root = await writeTree(files);
  const dataset = await readPath(root, { labelColumn: 'fine_label', valFraction: 0 });
  expect(dataset.classes.map(({ name }) => name)).toEqual(['no', '1e5', '007', 'on']);
  expect(listSkipped(dataset)).toEqual(['no-label data/train-00000-of-00001.parquet/5']);
  expect(dataset.images[3]!.columns.coarse_label).toBe('sea');
  expect(dataset.maskColumn).toBe('mask');
  expect(await readReds(root, [dataset.images[1]!.columns.mask!])).toEqual([7 * 20]);
});

test('missing parts are noted; files of several data sets, and without images, are refused (D90, D94)', async () => {
  const partly = await readFiles({ 'data/train-00001-of-00003.parquet': fixture('groups') });
  expect(partly.notes.join('\n')).toContain(
    '2 of the parts that the file names promise are not here, the first data/train-00000-of-00003.parquet',
  );
  await expect(
    readFiles({ 'a/train.parquet': fixture('groups'), 'b/train.parquet': fixture('groups') }),
  ).rejects.toMatchObject({ code: 'several-configurations', what: expect.stringContaining('a, b') });
  await expect(readFiles({ 'data/train.parquet': fixture('zstd') })).rejects.toMatchObject({
    code: 'no-image-column',
    what: 'data/train.parquet is a Parquet file without images; its columns are "path", "label", "logit".',
  });
  await expect(readFiles({ 'train.parquet': 'PAR1' })).rejects.toMatchObject({ code: 'parquet-unreadable' });
});

test('predictions beside class folders are no data set (D94)', async () => {
  const dataset = await readFiles({
    ...emptyFiles('a/1.jpg', 'b/1.jpg'),
    'predictions.parquet': fixture('zstd'),
    'broken.parquet': 'PAR1',
  });
  expect(dataset.format).toBe('folder');
});

test('rows and columns that are not there are missing files', async () => {
  const root = await writeTree({ 'a.parquet': fixture('groups'), 'b.parquet': 'PAR1' });
  const read = (one: string) => readImageBytes({ root }, { kind: 'file', path: one });
  for (const absent of [
    'a.parquet/image/12',
    'a.parquet/image/x',
    'a.parquet/picture/1',
    'a.parquet/1',
    'c.parquet/image/1',
  ]) {
    await expect(read(absent), absent).rejects.toMatchObject({ code: 'missing-file' });
  }
  await expect(read('b.parquet/image/1')).rejects.toMatchObject({ code: 'unreadable-file' });
});
