import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles } from '../../../../test/dataset-reading.js';
import { emptyFiles } from '../../../../test/trees.js';

const TENCH = 'n01440764';
const CRANE = 'n02012849';
const TRAIN = emptyFiles(`train/${TENCH}/${TENCH}_1.JPEG`, `train/${CRANE}/${CRANE}_1.JPEG`);
const FLAT_VAL = emptyFiles(...[1, 2, 3].map((n) => `val/ILSVRC2012_val_0000000${n}.JPEG`));
const EXPECTED = [
  `train ${TENCH} train/${TENCH}/${TENCH}_1.JPEG`,
  `train ${CRANE} train/${CRANE}/${CRANE}_1.JPEG`,
  `val ${CRANE} val/ILSVRC2012_val_00000001.JPEG`,
  `val ${TENCH} val/ILSVRC2012_val_00000002.JPEG`,
];

test.each([
  [
    'LOC_val_solution.csv',
    `ImageId,PredictionString\nILSVRC2012_val_00000002,${TENCH} 1 2 3 4 \nILSVRC2012_val_00000001,${CRANE} 1 2 3 4 ${TENCH} 5 6 7 8 \n`,
  ],
  ['imagenet_2012_validation_synset_labels.txt', `${CRANE}\n${TENCH}\n`],
])('labels of the flat validation folder from %s (D60)', async (name, content) => {
  const dataset = await readFiles({ ...TRAIN, ...FLAT_VAL, [name]: content });
  expect(dataset.format).toBe('imagenet');
  expect(listImages(dataset)).toEqual(EXPECTED);
  expect(listSkipped(dataset)).toEqual(['no-label val/ILSVRC2012_val_00000003.JPEG']);
});

test("the devkit's numbers need a mapping that is text (D60)", async () => {
  const files = {
    ...TRAIN,
    ...FLAT_VAL,
    'devkit/data/ILSVRC2012_validation_ground_truth.txt': '7\n9\n',
    'devkit/data/meta.mat': 'MATLAB 5.0',
  };
  await expect(readFiles(files)).rejects.toMatchObject({
    code: 'devkit-mapping-missing',
    next: expect.stringContaining('LOC_val_solution.csv'),
  });
  const dataset = await readFiles({
    ...files,
    'devkit/data/map_clsloc.txt': `${TENCH} 9 tench\n${CRANE} 7 crane\n`,
  });
  expect(listImages(dataset)).toEqual(EXPECTED);
  await expect(readFiles({ ...TRAIN, ...FLAT_VAL })).rejects.toMatchObject({ code: 'val-labels-missing' });
});

test.each<[string, string, number]>([
  ['LOC_val_solution.csv', `ImageId,PredictionString\nILSVRC2012_val_00000001,${CRANE} 1,2\n`, 2],
  ['LOC_val_solution.csv', `Id,Label\nILSVRC2012_val_00000001,${CRANE}\n`, 2],
  ['imagenet_2012_validation_synset_labels.txt', `${CRANE}\n\ncrane\n`, 3],
  ['val_annotations.txt', `val_0.JPEG\t${CRANE}\t0\nval_1.JPEG ${TENCH} 52\n`, 2],
])('a line of %s that gives no label stops the reading (D60)', async (name, content, line) => {
  await expect(readFiles({ ...TRAIN, ...FLAT_VAL, [name]: content })).rejects.toMatchObject({
    code: 'val-labels-malformed',
    what: expect.stringContaining(`line ${line} is wrong`),
  });
});

test("a line of the devkit's files that gives no label stops the reading (D60)", async () => {
  const read = (numbers: string, mapping: string) =>
    readFiles({
      ...TRAIN,
      ...FLAT_VAL,
      'devkit/data/ILSVRC2012_validation_ground_truth.txt': numbers,
      'devkit/data/map_clsloc.txt': mapping,
    });
  const mapping = `${TENCH} 9 tench\n${CRANE} 7 crane\n`;
  await expect(read('7\n8\n', mapping)).rejects.toMatchObject({
    what: expect.stringContaining('ground_truth.txt cannot be read: line 2'),
  });
  await expect(read('7\n9\n', `${mapping}kite\n`)).rejects.toMatchObject({
    what: expect.stringContaining('map_clsloc.txt cannot be read: line 3'),
  });
});

test("Kaggle's tree with its names (D22, D60)", async () => {
  const base = 'ILSVRC/Data/CLS-LOC';
  const dataset = await readFiles({
    ...emptyFiles(`${base}/train/${TENCH}/1.JPEG`, `${base}/train/${CRANE}/1.JPEG`, `${base}/test/1.JPEG`),
    ...emptyFiles(`${base}/val/ILSVRC2012_val_00000001.JPEG`),
    'LOC_val_solution.csv': `ImageId,PredictionString\nILSVRC2012_val_00000001,${TENCH} 1 1 9 9\n`,
    'LOC_synset_mapping.txt': `${TENCH} tench, Tinca tinca\n${CRANE} crane\n`,
  });
  expect(dataset.format).toBe('imagenet');
  expect(dataset.classes[0]).toEqual({
    index: 0,
    name: TENCH,
    displayName: 'tench, Tinca tinca',
    wordnetId: TENCH,
  });
  expect(listImages(dataset)[2]).toBe(`val ${TENCH} ${base}/val/ILSVRC2012_val_00000001.JPEG`);
});

test('validation in wnid folders, names from imagenet_class_index.json, ReaL labels (D60, D61)', async () => {
  const dataset = await readFiles({
    ...TRAIN,
    ...emptyFiles(`val/${TENCH}/ILSVRC2012_val_00000002.JPEG`, `val/${CRANE}/ILSVRC2012_val_00000003.JPEG`),
    'imagenet_class_index.json': JSON.stringify({ 0: [TENCH, 'tench'], 1: [CRANE, 'crane_bird'] }),
    'real.json': '[[], [970, 795], [230]]',
  });
  expect(dataset.format).toBe('imagenet');
  expect(dataset.classes.map(({ displayName }) => displayName)).toEqual(['tench', 'crane bird']);
  expect(dataset.images.map(({ columns }) => columns.real)).toEqual(['', '', '970 795', '230']);
  expect(dataset.notes.join('\n')).toContain('ReaL labels');
});

test('Tiny ImageNet as published (D60)', async () => {
  const dataset = await readFiles({
    ...emptyFiles(`train/${TENCH}/images/${TENCH}_0.JPEG`, `train/${CRANE}/images/${CRANE}_0.JPEG`),
    ...emptyFiles('val/images/val_0.JPEG', 'val/images/val_1.JPEG', 'test/images/test_0.JPEG'),
    'val/val_annotations.txt': `val_0.JPEG\t${CRANE}\t0\t32\t44\t62\nval_1.JPEG\t${TENCH}\t52\t55\t57\t59\n`,
    'words.txt': `${TENCH}\ttench, Tinca tinca\n${CRANE}\tcrane\nn00000001\tentity\n`,
    'wnids.txt': `${TENCH}\n${CRANE}\n`,
  });
  expect(listImages(dataset).slice(2)).toEqual([
    `val ${CRANE} val/images/val_0.JPEG`,
    `val ${TENCH} val/images/val_1.JPEG`,
  ]);
  expect(dataset.classes.map(({ displayName }) => displayName)).toEqual(['tench, Tinca tinca', 'crane']);
});
