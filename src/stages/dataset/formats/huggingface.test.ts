import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles } from '../../../../test/dataset-reading.js';
import { emptyFiles } from '../../../../test/trees.js';

test('metadata in each split folder, paths relative to it (D40, D41)', async () => {
  const dataset = await readFiles({
    ...emptyFiles('train/1.png', 'train/sub/2.png', 'validation/1.png', 'test/1.png'),
    'train/metadata.csv': 'file_name,label,group\n1.png,cat,x\nsub/2.png,dog,y\nabsent.png,dog,y\n',
    'validation/metadata.csv': 'file_name,label,group\n1.png,cat,x\n',
    'test/metadata.csv': 'file_name,label,group\n1.png,dog,x\n',
  });
  expect(dataset.format).toBe('huggingface');
  expect(listImages(dataset)).toEqual([
    'train cat train/1.png',
    'train dog train/sub/2.png',
    'val cat validation/1.png',
    'test dog test/1.png',
  ]);
  expect(listSkipped(dataset)).toEqual(['absent-file train/absent.png']);
  expect([dataset.extraColumns, dataset.groupColumns]).toEqual([['group'], ['group']]);
});

test('one metadata.jsonl at the root; splits are folders, labels never are (D40, D41)', async () => {
  const rows = [
    { file_name: 'train/cat/1.png', label: 1, caption: 'a cat' },
    { file_name: 'train/cat/2.png', label: 0, objects: { bbox: [[1, 2, 3, 4]] } },
    { file_name: 'test/1.png', label: 0 },
  ];
  const dataset = await readFiles(
    {
      ...emptyFiles('train/cat/1.png', 'train/cat/2.png', 'test/1.png'),
      'metadata.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    },
    { valFraction: 0 },
  );
  expect(listImages(dataset)).toEqual([
    'train 1 train/cat/1.png',
    'train 0 train/cat/2.png',
    'test 0 test/1.png',
  ]);
  expect(dataset.images[1]!.columns).toEqual({ caption: '', objects: '{"bbox":[[1,2,3,4]]}' });
});

test('metadata.parquet, and a split whose images were not downloaded (D40)', async () => {
  const parquet = readFileSync(new URL('../../../../fixtures/dataset/metadata.parquet', import.meta.url));
  const dataset = await readFiles({
    ...emptyFiles('train/1.png', 'train/2.png'),
    'train/metadata.parquet': parquet,
    'test/metadata.parquet': parquet,
  });
  expect(listImages(dataset).sort()).toEqual(['train 0 train/1.png', 'train 7 train/2.png']);
  expect(dataset.images.map(({ columns }) => columns.place).sort()).toEqual(['', 'sea']);
  expect(listSkipped(dataset)).toEqual(['absent-file test/1.png', 'absent-file test/2.png']);
  await expect(readFiles({ 'metadata.parquet': 'PAR?' })).rejects.toMatchObject({
    code: 'parquet-unreadable',
  });
});

test('without a label column, and with metadata of two kinds, the error says so (D40)', async () => {
  const images = emptyFiles('1.png', '2.png');
  await expect(readFiles({ ...images, 'metadata.csv': 'file_name,text\n1.png,a\n' })).rejects.toMatchObject({
    code: 'no-label-column',
    what: expect.stringContaining('"text"'),
  });
  await expect(
    readFiles({
      ...images,
      'metadata.csv': 'file_name,label\n',
      'metadata.jsonl': '{"file_name":"1.png"}\n',
    }),
  ).rejects.toMatchObject({ code: 'mixed-metadata' });
  await expect(readFiles(images, { format: 'huggingface' })).rejects.toMatchObject({ code: 'no-metadata' });
});

test('x_file_name is used where there is no file_name (D40)', async () => {
  const dataset = await readFiles({
    ...emptyFiles('1.png', '2.png'),
    'metadata.csv': 'photo_file_name,label\n1.png,a\n2.png,b\n',
  });
  expect(listImages(dataset)).toEqual(['train a 1.png', 'train b 2.png']);
});
