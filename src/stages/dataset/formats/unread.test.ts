import { expect, test } from 'vitest';
import { readFiles } from '../../../../test/dataset-reading.js';
import { emptyFiles } from '../../../../test/trees.js';

const FILES: [sign: string, name: string, files: string[]][] = [
  ['data-00000-of-00001.arrow', 'Arrow', ['data-00000-of-00001.arrow', 'dataset_info.json', 'state.json']],
  [
    'test/data-00000-of-00001.arrow',
    'Arrow',
    ['train/data-00000-of-00001.arrow', 'test/data-00000-of-00001.arrow'],
  ],
  ['flowers.tfrecord-00000-of-00002', 'TFRecord', ['flowers.tfrecord-00000-of-00002']],
  ['data.mdb', 'LMDB', ['data.mdb', 'lock.mdb']],
  ['train-images-idx3-ubyte.gz', 'IDX', ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz']],
  [
    'cifar-10-batches-py/data_batch_1',
    'CIFAR',
    ['cifar-10-batches-py/data_batch_1', 'cifar-10-batches-py/batches.meta'],
  ],
  ['camelyonpatch_level_2_split_train_x.h5', 'HDF5', ['camelyonpatch_level_2_split_train_x.h5']],
  ['birds.7z', '7z x', ['birds.7z']],
  ['labels', 'YOLO', ['data.yaml', 'images/1.jpg', 'labels/1.txt']],
  [
    'train/labels',
    'YOLO',
    ['data.yaml', 'train/images/1.jpg', 'train/labels/1.txt', 'valid/images/2.jpg', 'valid/labels/2.txt'],
  ],
  ['Annotations', 'Pascal VOC', ['Annotations/1.xml', 'JPEGImages/1.jpg', 'ImageSets/Main/train.txt']],
];

test.each(FILES)('%s is named: %s (D81)', async (sign, name, files) => {
  await expect(readFiles(emptyFiles(...files))).rejects.toMatchObject({
    code: 'format-unread',
    what: expect.stringMatching(new RegExp(`^${sign} is .*which is not read\\.$`)),
    message: expect.stringContaining(name),
  });
});

test('files of other kinds beside class folders are no concern (D81)', async () => {
  const dataset = await readFiles(emptyFiles('a/1.jpg', 'b/1.jpg', 'features.h5', 'old.7z'));
  expect(dataset.format).toBe('folder');
});
