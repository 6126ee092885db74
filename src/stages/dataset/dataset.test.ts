import { expect, test } from 'vitest';
import { listImages, readFiles, readPath } from '../../../test/dataset-reading.js';
import { type RealDatasetName, realDataset } from '../../../test/datasets.js';
import fc from '../../../test/properties.js';
import { emptyFiles, writeTree } from '../../../test/trees.js';
import { CancelledError } from '../../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { openFileTree } from '../../storage/index.js';
import {
  DEFAULT_DATASET_OPTIONS,
  declareClasses,
  detectFormat,
  fingerprintDataset,
  readDataset,
} from './index.js';
import { chooseHeldOut } from './splits.js';

const COUNTS = {
  'ants-bees': { classes: 2, train: 245, val: 153, names: ['ants', 'bees'] },
  'tiny-imagenet-50': {
    classes: 50,
    train: 25_000,
    val: 2_500,
    names: ['goldfish, Carassius auratus', 'bullfrog, Rana catesbeiana'],
  },
} as const;

for (const name of Object.keys(COUNTS) as RealDatasetName[]) {
  const root = realDataset(name);
  test.skipIf(root === null)(`reads ${name} (skipped where ../shared/datasets is absent)`, async () => {
    const dataset = await readPath(root!);
    const expected = COUNTS[name];
    const countOf = (split: string) => dataset.images.filter((image) => image.split === split).length;
    expect(dataset.format).toBe('folder');
    expect([dataset.classes.length, countOf('train'), countOf('val')]).toEqual([
      expected.classes,
      expected.train,
      expected.val,
    ]);
    expect(dataset.classes.slice(0, 2).map(({ displayName }) => displayName)).toEqual(expected.names);
    expect(dataset.skipped).toEqual([]);
  });
}

test('the first note says what was detected and why; --format overrules it (D80)', async () => {
  const root = await writeTree(emptyFiles('a/1.jpg', 'b/1.jpg'));
  expect(await detectFormat(await openFileTree(root))).toEqual({
    format: 'folder',
    why: 'Labels are the names of folders.',
  });
  expect((await readPath(root)).notes[0]).toBe('Read as folder: Labels are the names of folders.');
  await expect(readPath(root, { format: 'webdataset' })).rejects.toMatchObject({ code: 'no-shards' });
  await expect(readPath(root, { format: 'waterbirds' })).rejects.toMatchObject({ code: 'not-waterbirds' });
  await expect(readPath(root, { format: 'celeba' })).rejects.toMatchObject({ code: 'no-attributes' });
  await expect(readPath(root, { format: 'imagenet' })).rejects.toMatchObject({ code: 'no-imagenet-folders' });
  await expect(readPath(root, { format: 'manifest' })).rejects.toMatchObject({ code: 'no-manifest' });
  await expect(readPath(root, { format: 'utkface' })).rejects.toMatchObject({ code: 'no-images' });
});

test('equal data give equal fingerprints; labels, splits and paths change it, further columns do not', async () => {
  const read = (rows: string) =>
    readFiles({ 'manifest.csv': `path,label,split,note\n${rows}` }, { noImages: true });
  const base = fingerprintDataset(await read('1,a,train,x\n2,b,val,x\n'));
  expect(base).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintDataset(await read('1,a,train,y\n2,b,val,z\n'))).toBe(base);
  for (const other of [
    '1,b,train,x\n2,a,val,x\n',
    '1,a,val,x\n2,b,train,x\n',
    '1,a,train,x\n3,b,val,x\n',
    '1,a,train,\n2,c,val,\n',
  ]) {
    expect(fingerprintDataset(await read(other))).not.toBe(base);
  }
});

test('classes can be declared without images', () => {
  expect(declareClasses(2).classes).toEqual([
    { index: 0, name: '0', displayName: '0' },
    { index: 1, name: '1', displayName: '1' },
  ]);
  expect(declareClasses(1, [{ name: 'n01440764', displayName: 'tench' }]).classes[0]!.displayName).toBe(
    'tench',
  );
  expect(() => declareClasses(2, [{ name: 'a' }])).toThrow(
    expect.objectContaining({ code: 'class-list-length' }),
  );
  expect(() => declareClasses(0)).toThrow(expect.objectContaining({ code: 'class-count' }));
});

test('reading stops when it is cancelled, and warns about what is left out', async () => {
  const tree = await openFileTree(await writeTree({ ...emptyFiles('a/1.jpg', 'b/1.jpg', 'stray.jpg') }));
  const warnings: string[] = [];
  const observer: Observer = { ...SILENT_OBSERVER, warn: (message) => warnings.push(message) };
  await readDataset(tree, DEFAULT_DATASET_OPTIONS, observer);
  expect(warnings).toEqual(['1 entry of the data set left out: The image lies in no class folder.']);
  const cancelled = { ...observer, signal: AbortSignal.abort() };
  await expect(readDataset(tree, DEFAULT_DATASET_OPTIONS, cancelled)).rejects.toThrow(CancelledError);
});

test('the share held out is rounded, and leaves both sides an image (D7)', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { maxLength: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer(),
      (paths, fraction, seed) => {
        const heldOut = chooseHeldOut(paths, fraction, seed);
        const none = paths.length < 2 || fraction === 0;
        const wanted = Math.min(paths.length - 1, Math.max(1, Math.round(paths.length * fraction)));
        expect(heldOut.size).toBe(none ? 0 : wanted);
        expect(chooseHeldOut([...paths].reverse(), fraction, seed)).toEqual(heldOut);
      },
    ),
  );
});

test('the split by hash is fixed for ever: it must not change between releases (D7)', async () => {
  const dataset = await readFiles(
    emptyFiles(...Array.from({ length: 10 }, (_, i) => `a/${i}.jpg`), 'b/1.jpg', 'b/2.jpg'),
  );
  expect(listImages(dataset).filter((line) => line.startsWith('val'))).toMatchInlineSnapshot(`
    [
      "val a a/3.jpg",
      "val a a/4.jpg",
      "val b b/1.jpg",
    ]
  `);
});
