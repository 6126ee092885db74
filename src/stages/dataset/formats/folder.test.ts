import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles } from '../../../../test/dataset-reading.js';
import { emptyFiles } from '../../../../test/trees.js';

const ORACLE = JSON.parse(
  readFileSync(new URL('../../../../fixtures/dataset/image-folder.json', import.meta.url), 'utf8'),
) as { files: string[]; classes: string[]; samples: [path: string, classIndex: number][] };

test("classes and images are torchvision's, in its order (D3, D5, D9, D21)", async () => {
  const dataset = await readFiles(emptyFiles(...ORACLE.files), { valFraction: 0 });
  expect(dataset.format).toBe('folder');
  expect(dataset.classes.map(({ name }) => name)).toEqual(ORACLE.classes);
  // torchvision lists class by class, as we do within a split.
  expect(dataset.images.map(({ path, classIndex }) => [path, classIndex])).toEqual(ORACLE.samples);
  expect(dataset.images.map(({ index }) => index)).toEqual([...dataset.images.keys()]);
});

test('splits under any of their names come in the order train, val, test (D2, D6, D20)', async () => {
  const dataset = await readFiles(
    emptyFiles(
      'Testing/b/1.jpg',
      'dev/a/1.jpg',
      'Training/a/1.jpg',
      'Training/b/1.jpg',
      'docs/x.jpg',
      'dev/b/0.png',
    ),
  );
  expect(listImages(dataset)).toEqual([
    'train a Training/a/1.jpg',
    'train b Training/b/1.jpg',
    'val a dev/a/1.jpg',
    'val b dev/b/0.png',
    'test b Testing/b/1.jpg',
  ]);
  expect(dataset.notes.join('\n')).toContain('Folders beside the splits were not read: docs');
  expect(dataset.images[0]!.location).toEqual({ kind: 'file', path: 'Training/a/1.jpg' });
});

test('a class may be called train or test (D20)', async () => {
  const vehicles = await readFiles(emptyFiles('bus/1.jpg', 'car/1.jpg', 'train/1.jpg', 'train/2.jpg'));
  expect(vehicles.classes.map(({ name }) => name)).toEqual(['bus', 'car', 'train']);
  const exams = await readFiles(emptyFiles('essay/1.jpg', 'test/1.jpg'));
  expect(exams.classes.map(({ name }) => name)).toEqual(['essay', 'test']);
});

test('splitFolders names other split folders (D20)', async () => {
  const files = emptyFiles('set1/a/1.jpg', 'set1/b/1.jpg', 'set2/a/1.jpg', 'set2/b/1.jpg');
  const dataset = await readFiles(files, { splitFolders: { train: 'set1', val: 'set2/' } });
  expect(listImages(dataset)[2]).toBe('val a set2/a/1.jpg');
  await expect(readFiles(files, { splitFolders: { train: 'set3' } })).rejects.toMatchObject({
    code: 'split-folder-missing',
    next: expect.stringContaining('"set1"'),
  });
});

test('two folders for one split are an error (D24)', async () => {
  const files = emptyFiles('train/a/1.jpg', 'train/b/1.jpg', 'val/a/1.jpg', 'dev/a/1.jpg');
  await expect(readFiles(files)).rejects.toMatchObject({
    code: 'ambiguous-splits',
    what: expect.stringMatching(/dev, val/),
  });
});

test('the messy folder: empty classes, one image, no training images, strays, other files (D8, D9, D24)', async () => {
  const dataset = await readFiles({
    ...emptyFiles(
      'train/a/1.jpg',
      'train/a/2.jpg',
      'train/a/notes.txt',
      'train/single/1.jpg',
      'train/stray.jpg',
    ),
    ...emptyFiles('val/a/3.jpg', 'val/new/1.jpg', 'train/.ipynb_checkpoints/1.jpg', 'train/a/Thumbs.db'),
    'train/empty/': '',
    'train/a/not-an-image.jpg': 'plain text',
  });
  expect(dataset.classes.map(({ name }) => name)).toEqual(['a', 'empty', 'new', 'single']);
  expect(listImages(dataset)).toContain('train a train/a/not-an-image.jpg');
  expect(listSkipped(dataset)).toEqual(['no-class-folder train/stray.jpg']);
  const notes = dataset.notes.join('\n');
  expect(notes).toContain('A class has no images: "empty".');
  expect(notes).toContain('Classes have a single image: "new", "single"');
  expect(notes).toContain('A class has no training images: "new"');
  expect(notes).toContain(
    '2 files in train are not images by their names: train/a/Thumbs.db, train/a/notes.txt.',
  );
  expect(notes).toContain('.ipynb_checkpoints');
});

test('an unsplit folder is split by seed, class by class (D7)', async () => {
  const files = emptyFiles(
    ...Array.from({ length: 20 }, (_, i) => `many/${i}.jpg`),
    'pair/1.jpg',
    'pair/2.jpg',
    'single/1.jpg',
  );
  const [first, again, other] = [
    await readFiles(files),
    await readFiles(files),
    await readFiles(files, { seed: 1, valFraction: 0.5 }),
  ];
  const countOf = (dataset: typeof first, name: string, split: string) =>
    listImages(dataset).filter((line) => line.startsWith(`${split} ${name} `)).length;
  expect(listImages(again)).toEqual(listImages(first));
  expect([
    countOf(first, 'many', 'val'),
    countOf(first, 'pair', 'val'),
    countOf(first, 'single', 'val'),
  ]).toEqual([4, 1, 0]);
  expect([countOf(other, 'many', 'val'), countOf(other, 'pair', 'train')]).toEqual([10, 1]);
  expect(first.notes.join('\n')).toContain(
    '5 of 23 training images (20% of each class, seed 0) were held out as val.',
  );
  // Other classes and other images of the split do not change what is held out of a class.
  const alone = await readFiles(
    emptyFiles(...Array.from({ length: 20 }, (_, i) => `many/${i}.jpg`), 'z/1.jpg'),
  );
  const heldOut = (dataset: typeof first) =>
    listImages(dataset).filter((line) => line.startsWith('val many'));
  expect(heldOut(alone)).toEqual(heldOut(first));
});

test('train/ and test/ without val/: val is held out of train, test stays (D7)', async () => {
  const dataset = await readFiles(
    emptyFiles(
      'train/a/1.jpg',
      'train/a/2.jpg',
      'train/b/1.jpg',
      'train/b/2.jpg',
      'test/a/1.jpg',
      'test/b/1.jpg',
    ),
  );
  expect(dataset.images.map(({ split }) => split)).toEqual(['train', 'val', 'train', 'val', 'test', 'test']);
  await expect(readFiles(emptyFiles('a/1.jpg', 'b/1.jpg'), { valFraction: 1 })).rejects.toMatchObject({
    code: 'val-fraction',
  });
});

test('classes.csv gives names, not indices (D22)', async () => {
  const dataset = await readFiles({
    ...emptyFiles(
      'train/n02000001/1.JPEG',
      'train/n02000002/1.JPEG',
      'val/n02000001/1.JPEG',
      'val/n02000002/1.JPEG',
    ),
    'classes.csv':
      'class_index,wordnet_id,class_name\n0,n02000002,"tench, Tinca tinca"\n1,n02000001,gondola\n',
  });
  expect(dataset.classes).toEqual([
    { index: 0, name: 'n02000001', displayName: 'gondola', wordnetId: 'n02000001' },
    { index: 1, name: 'n02000002', displayName: 'tench, Tinca tinca', wordnetId: 'n02000002' },
  ]);
});

test('a class list of the user gives indices, and may name further classes (D3, D8)', async () => {
  const files = emptyFiles('cat/1.jpg', 'dog/1.jpg');
  const classList = ['dog', 'emu', 'cat'].map((name) => ({ name }));
  const dataset = await readFiles(files, { classList });
  expect(dataset.images.map(({ path, classIndex }) => [path, classIndex])).toEqual([
    ['cat/1.jpg', 2],
    ['dog/1.jpg', 0],
  ]);
  expect(dataset.notes.join('\n')).toContain('A class has no images: "emu"');
  await expect(readFiles(files, { classList: [{ name: 'cat' }, { name: 'emu' }] })).rejects.toMatchObject({
    code: 'label-not-in-class-list',
    what: expect.stringContaining('"dog"'),
  });
});

test('an archive unpacked into a folder of its own is entered (D23)', async () => {
  const dataset = await readFiles(
    emptyFiles('birds/train/a/1.jpg', 'birds/train/b/1.jpg', 'birds/val/a/1.jpg'),
  );
  expect(listImages(dataset)[0]).toBe('train a birds/train/a/1.jpg');
  expect(dataset.notes.join('\n')).toContain('read from its only folder, birds');
});

test('folders named by numbers sort as text, and the user is told (D4)', async () => {
  const dataset = await readFiles(emptyFiles(...Array.from({ length: 11 }, (_, i) => `${i}/1.jpg`)));
  expect(dataset.classes.slice(0, 3).map(({ name }) => name)).toEqual(['0', '1', '10']);
  expect(dataset.notes.join('\n')).toContain('sort as text');
});

test('no images, and one class only, are refused with the next step (D8)', async () => {
  await expect(readFiles({ 'readme.txt': 'nothing here' })).rejects.toMatchObject({
    code: 'no-images',
    what: expect.stringContaining('<split>/<class>/'),
  });
  await expect(readFiles(emptyFiles('1.jpg', '2.jpg'))).rejects.toMatchObject({
    code: 'no-images',
    why: expect.stringContaining('2: The image lies in no class folder.'),
  });
  await expect(readFiles(emptyFiles('cats/1.jpg', 'cats/2.jpg', 'README.md'))).rejects.toMatchObject({
    code: 'one-class',
    what: expect.stringContaining('"cats"'),
  });
});

test('an unused metadata file is noted (D42)', async () => {
  const files = { ...emptyFiles('a/1.jpg', 'b/1.jpg'), 'metadata.csv': 'file_name,label\na/1.jpg,x\n' };
  const dataset = await readFiles(files, { format: 'folder' });
  expect(dataset.notes.join('\n')).toContain('metadata.csv was not used');
});
