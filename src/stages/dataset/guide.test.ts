/** Every row of the guide's table "What you have, what to type", tried on a small tree of that layout. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readPath } from '../../../test/dataset-reading.js';
import { emptyFiles, packTar, writeTree } from '../../../test/trees.js';

const REPOSITORY = new URL('../../../', import.meta.url);

const GUIDE = readFileSync(new URL('docs/guide/dataset.md', REPOSITORY), 'utf8');
const ROWS = GUIDE.split('## What you have, what to type\n')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what you have') && !line.startsWith('| ---'))
  .map(
    (line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()) as [string, string],
  );

type Files = Record<string, string | Uint8Array>;

function parquet(name: string): Uint8Array {
  return readFileSync(new URL(`fixtures/parquet/${name}.parquet`, REPOSITORY));
}

function zip(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const README = `---
dataset_info:
  features:
  - {name: fine_label, dtype: {class_label: {names: [a, b, c, d]}}}
  - {name: coarse_label, dtype: {class_label: {names: [e, f]}}}
---
`;
const COCO = JSON.stringify({
  images: [1, 2].map((id) => ({ id, file_name: `${id}.jpg` })),
  annotations: [1, 2].map((id) => ({ id, image_id: id, category_id: id })),
  categories: [1, 2].map((id) => ({ id, name: `c${id}` })),
});
const TASKS = ['a', 'b'].map((name) => ({
  data: { image: `/data/upload/1/0a1b2c3d-${name}.jpg` },
  annotations: [{ result: [{ from_name: 'animal', type: 'choices', value: { choices: [name] } }] }],
}));
const FOLDERS = emptyFiles('a/1.jpg', 'b/1.jpg');

/** By the beginning of a row: the format that is found, and what lies there; FOLDER is the tree itself. */
const LAYOUTS: [start: string, format: string, files: () => Files | Promise<Files>][] = [
  [
    'a folder of the Hugging Face Hub',
    'parquet',
    () => ({
      'data/train-00000-of-00002.parquet': parquet('groups'),
      'data/train-00001-of-00002.parquet': parquet('groups'),
    }),
  ],
  ['one Parquet file', 'parquet', () => ({ 'FILE.parquet': parquet('plain') })],
  [
    'a Parquet file with several',
    'parquet',
    () => ({ 'FILE.parquet': parquet('labels'), 'README.md': README }),
  ],
  ['a zip archive of class folders', 'folder', () => ({ 'FILE.zip': zip(FOLDERS) })],
  [
    'a zip archive of a table',
    'manifest',
    () => ({ 'FILE.zip': zip({ 'labels.csv': 'path,label\na/1.jpg,x\nb/1.jpg,y\n', ...FOLDERS }) }),
  ],
  [
    'WebDataset shards',
    'webdataset',
    async () => ({
      'train-0.tar': await packTar(['1.jpg', '2.jpg', '1.cls', '2.cls'].map((name) => [name, name[0]!])),
    }),
  ],
  [
    'FiftyOne',
    'fiftyone',
    () => ({
      'labels.json': '{"classes": ["a", "b"], "labels": {"x": 0, "y": 1}}',
      ...emptyFiles('data/x.jpg', 'data/y.png'),
    }),
  ],
  [
    'COCO',
    'coco',
    () => ({
      'annotations/instances_train2017.json': COCO,
      ...emptyFiles('train2017/1.jpg', 'train2017/2.jpg'),
    }),
  ],
  [
    "Roboflow's COCO",
    'coco',
    () => ({
      'train/_annotations.coco.json': COCO,
      ...emptyFiles('train/1.jpg', 'train/2.jpg', 'README.roboflow.txt'),
    }),
  ],
  [
    'Label Studio',
    'label-studio',
    () => ({ 'project.json': JSON.stringify(TASKS), ...emptyFiles('images/a.jpg', 'images/b.jpg') }),
  ],
  [
    '`FILE.tar.gz`',
    'folder',
    async () => ({
      'FILE.tar.gz': gzipSync(
        await packTar([
          ['a/1.jpg', 'x'],
          ['b/1.jpg', 'x'],
        ]),
      ),
    }),
  ],
];

test('every row has a layout here', () => {
  expect(ROWS.length).toBeGreaterThan(0);
  for (const [have] of ROWS)
    expect(
      LAYOUTS.filter(([start]) => have.startsWith(start)),
      have,
    ).toHaveLength(1);
});

test.each(LAYOUTS)('%s → what the guide says to type is read as %s', async (start, format, files) => {
  const [, type] = ROWS.find(([have]) => have.startsWith(start))!;
  const root = await writeTree(await files());
  let command = type;
  const unpack = /^`(tar -xf FILE\.tar\.gz -C NEW)`, then `(.*)`$/.exec(type);
  if (unpack !== null) {
    await mkdir(path.join(root, 'NEW'));
    execFileSync(unpack[1]!.split(' ')[0]!, unpack[1]!.split(' ').slice(1), { cwd: root });
    command = `\`${unpack[2]}\``;
  }
  const [, data, labelColumn] = /^`init (\S+)(?: --label-column (\S+))?`$/.exec(command)!;
  const dataset = await readPath(
    path.join(root, data === 'FOLDER' ? '' : data!),
    labelColumn ? { labelColumn } : {},
  );
  expect(dataset.format).toBe(format);
  expect(dataset.images.length).toBeGreaterThan(1);
  expect(dataset.classes.length).toBeGreaterThan(1);
});
