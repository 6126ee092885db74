import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles, readPath } from '../../../../../test/dataset-reading.js';
import { emptyFiles, writeTree } from '../../../../../test/trees.js';

const ALL_TRAIN = { valFraction: 0 };

test('FiftyOne: targets by place, by name, as objects; names of images without extension (D110, D111)', async () => {
  const images = emptyFiles('data/a1.jpg', 'data/b2.png', 'data/c3.jpeg', 'data/d4.jpg');
  const byPlace = { classes: ['cat', '1e5'], labels: { a1: 0, b2: 1, c3: 1, d4: null } };
  const dataset = await readFiles({ ...images, 'labels.json': JSON.stringify(byPlace) }, ALL_TRAIN);
  expect(dataset.format).toBe('fiftyone');
  expect(listImages(dataset)).toEqual([
    'train cat data/a1.jpg',
    'train 1e5 data/b2.png',
    'train 1e5 data/c3.jpeg',
  ]);
  expect(listSkipped(dataset)).toEqual(['no-label d4']);
  const byName = {
    labels: { a1: 'cat', b2: { label: 'dog', confidence: 0.5 }, c3: ['dog', 'dog'], d4: ['cat', 'dog'] },
  };
  const named = await readFiles({ ...images, 'labels.json': JSON.stringify(byName) }, ALL_TRAIN);
  expect(named.classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
  expect(listSkipped(named)).toEqual(['no-majority d4']);
  const big = '{"labels": {"a1": 9007199254740993, "b2": 9007199254740992, "c3": 9007199254740992}}';
  const exact = await readFiles({ ...images, 'labels.json': big }, ALL_TRAIN);
  expect(exact.classes.map(({ name }) => name)).toEqual(['9007199254740992', '9007199254740993']);
  await expect(
    readFiles({ ...images, 'labels.json': '{"classes": ["cat"], "labels": {"a1": 1}}' }),
  ).rejects.toMatchObject({ code: 'label-not-in-class-list' });
});

test('FiftyOne: one export a split, and whole data sets with samples.json (D110, D111)', async () => {
  const split = (name: string) => ({
    [`${name}/labels.json`]: JSON.stringify({ classes: ['cat', 'dog'], labels: { a: 0, b: 1 } }),
    ...emptyFiles(`${name}/data/a.jpg`, `${name}/data/b.jpg`),
  });
  const splits = await readFiles({ ...split('train'), ...split('val') });
  expect(listImages(splits)).toEqual([
    'train cat train/data/a.jpg',
    'train dog train/data/b.jpg',
    'val cat val/data/a.jpg',
    'val dog val/data/b.jpg',
  ]);
  const sample = (name: string, label: string) => ({
    filepath: `data/${name}`,
    ground_truth: { _cls: 'Classification', label },
    prediction: { _cls: 'Classification', label: 'cat' },
  });
  const whole = { samples: [sample('a.jpg', 'cat'), sample('b.jpg', 'dog')] };
  const files = {
    'samples.json': JSON.stringify(whole),
    'metadata.json': '{}',
    ...emptyFiles('data/a.jpg', 'data/b.jpg'),
  };
  expect(listImages(await readFiles(files, ALL_TRAIN))).toEqual([
    'train cat data/a.jpg',
    'train dog data/b.jpg',
  ]);
});

const COCO = {
  images: [1, 2, 3, 4].map((id) => ({ id, file_name: `${id}.jpg`, width: 8, height: 8 })),
  annotations: [
    { id: 1, image_id: 1, category_id: 18, bbox: [0, 0, 1, 1] },
    { id: 2, image_id: 2, category_id: 17, bbox: [0, 0, 1, 1] },
    { id: 3, image_id: 2, category_id: 17, bbox: [0, 0, 1, 1] },
    { id: 4, image_id: 2, category_id: 18, bbox: [0, 0, 1, 1] },
    { id: 5, image_id: 3, category_id: 17, bbox: [0, 0, 1, 1] },
    { id: 6, image_id: 3, category_id: 18, bbox: [0, 0, 1, 1] },
  ],
  categories: [
    { id: 17, name: 'cat', supercategory: 'animal' },
    { id: 18, name: 'dog', supercategory: 'animal' },
  ],
};

test.each([
  ['beside the images', '_annotations.coco.json', ''],
  ['in annotations/', 'annotations/instances_default.json', 'images/'],
  ['below another folder', 'result.json', 'images/raw/'],
])('COCO %s: an image has the category of most of its objects (D110, D112)', async (_, json, folder) => {
  const images = emptyFiles(...[1, 2, 3, 4].map((id) => `${folder}${id}.jpg`));
  const dataset = await readFiles({ [json]: JSON.stringify(COCO), ...images }, ALL_TRAIN);
  expect(dataset.format).toBe('coco');
  expect(listImages(dataset)).toEqual([`train dog ${folder}1.jpg`, `train cat ${folder}2.jpg`]);
  expect(listSkipped(dataset).map((line) => line.split(' ')[0])).toEqual(['no-majority', 'no-label']);
  expect(dataset.classes[0]).toMatchObject({ name: 'cat', superCategory: 'animal' });
  expect(dataset.notes.join('\n')).toContain('2 of 4 images have several categories');
});

test('COCO as it is published: two splits, captions beside instances, in a zip archive too (D110, D112)', async () => {
  const files = {
    'annotations/instances_train2017.json': JSON.stringify(COCO),
    'annotations/instances_val2017.json': JSON.stringify(COCO),
    'annotations/captions_val2017.json': JSON.stringify({
      ...COCO,
      annotations: [{ id: 1, image_id: 1, caption: 'a dog' }],
    }),
    ...emptyFiles(...['train', 'val'].flatMap((split) => [1, 2, 3, 4].map((id) => `${split}2017/${id}.jpg`))),
  };
  const expected = [
    'train dog train2017/1.jpg',
    'train cat train2017/2.jpg',
    'val dog val2017/1.jpg',
    'val cat val2017/2.jpg',
  ];
  expect(listImages(await readFiles(files))).toEqual(expected);
  const packed = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
  expect(listImages(await readPath(path.join(await writeTree({ 'coco.zip': packed }), 'coco.zip')))).toEqual(
    expected,
  );
  const captions = { 'captions.json': files['annotations/captions_val2017.json'] };
  await expect(readFiles(captions)).rejects.toMatchObject({ code: 'coco-without-categories' });
});

function task(image: string, ...choices: string[]) {
  return {
    id: 1,
    data: { image },
    annotations: choices.map((choice) => ({
      was_cancelled: choice === 'cancelled',
      result: [{ from_name: 'animal', to_name: 'image', type: 'choices', value: { choices: [choice] } }],
    })),
  };
}

test('Label Studio: annotators vote, files are found by name, with and without the prefix of uploads (D110, D113)', async () => {
  const tasks = [
    task('/data/upload/3/0a1b2c3d-a.jpg', 'cat', 'cat', 'dog'),
    task('/data/upload/3/1a1b2c3d-b.jpg', 'dog', 'cancelled'),
    task('/data/local-files/?d=images%2Fc%20c.jpg', 'cat', 'dog'),
    task('s3://bucket/some/d.jpg'),
  ];
  const files = {
    'project-1.json': JSON.stringify(tasks),
    ...emptyFiles('images/a.jpg', 'images/1a1b2c3d-b.jpg', 'images/c c.jpg', 'images/d.jpg'),
  };
  const dataset = await readFiles(files, ALL_TRAIN);
  expect(dataset.format).toBe('label-studio');
  expect(listImages(dataset)).toEqual(['train cat images/a.jpg', 'train dog images/1a1b2c3d-b.jpg']);
  expect(listSkipped(dataset)).toEqual(['no-majority images/c c.jpg', 'no-label some/d.jpg']);
});

test('Label Studio JSON-MIN, and boxes; several controls are named (D113)', async () => {
  const own = { annotator: 1, annotation_id: 1, created_at: 'x', updated_at: 'x', lead_time: 1.5 };
  const minimal = [
    { image: '/data/upload/3/a.jpg', id: 1, choice: '007', ...own },
    { image: '/data/upload/3/b.jpg', id: 2, choice: 'NaN', ...own },
  ];
  const images = emptyFiles('a.jpg', 'b.jpg');
  const dataset = await readFiles({ 'min.json': JSON.stringify(minimal), ...images }, ALL_TRAIN);
  expect(listImages(dataset)).toEqual(['train 007 a.jpg', 'train NaN b.jpg']);
  const two = minimal.map((entry) => ({ ...entry, choice: undefined, animal: 'cat', place: entry.choice }));
  await expect(readFiles({ 'min.json': JSON.stringify(two), ...images })).rejects.toMatchObject({
    code: 'several-label-columns',
    what: 'min.json is an export of Label Studio with several controls: animal, place.',
  });
  const chosen = await readFiles(
    { 'min.json': JSON.stringify(two), ...images },
    { ...ALL_TRAIN, labelColumn: 'place' },
  );
  expect(chosen.classes.map(({ name }) => name)).toEqual(['007', 'NaN']);
  const boxes = ['a', 'b'].map((name) => ({
    data: { image: `/data/upload/3/${name}.jpg` },
    annotations: [
      { result: [{ from_name: 'box', type: 'rectanglelabels', value: { x: 1, rectanglelabels: [name] } }] },
    ],
  }));
  expect(listImages(await readFiles({ 'boxes.json': JSON.stringify(boxes), ...images }, ALL_TRAIN))).toEqual([
    'train a a.jpg',
    'train b b.jpg',
  ]);
});

test('an export that is no valid JSON says so', async () => {
  await expect(
    readFiles({ 'labels.json': '{"classes": ["a"], "labels": {"x": 0}', ...emptyFiles('data/x.jpg') }),
  ).rejects.toMatchObject({
    code: 'export-malformed',
    what: 'labels.json cannot be read: it is not valid JSON.',
  });
});
