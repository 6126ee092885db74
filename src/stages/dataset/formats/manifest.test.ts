import path from 'node:path';
import { expect, test } from 'vitest';
import { listImages, listSkipped, readFiles, readPath } from '../../../../test/dataset-reading.js';
import { emptyFiles, writeTree } from '../../../../test/trees.js';

const IMAGES = emptyFiles('img/1.jpg', 'img/2.jpg', 'img/3.jpg', 'img/4.jpg');

test('paths, labels, splits and further columns are found by name and kept (D30, D31)', async () => {
  const dataset = await readFiles({
    ...IMAGES,
    'manifest.csv':
      'Filename,Label,Split,background,mask,note\r\n' +
      'img/1.jpg,waterbird,train,water,./img/3.jpg,"one, two"\r\n' +
      'img/2.jpg,landbird,valid,land,../out.png,\r\n',
  });
  expect(dataset.format).toBe('manifest');
  expect(listImages(dataset)).toEqual(['train waterbird img/1.jpg', 'val landbird img/2.jpg']);
  expect(dataset.images.map(({ columns }) => columns)).toEqual([
    { background: 'water', mask: 'img/3.jpg', note: 'one, two' },
    { background: 'land', mask: '', note: '' },
  ]);
  expect([dataset.extraColumns, dataset.groupColumns, dataset.maskColumn]).toEqual([
    ['background', 'mask', 'note'],
    ['background'],
    'mask',
  ]);
});

test('options name other columns; wrong ones are refused with the list (D30, D31)', async () => {
  const files = { ...IMAGES, 'data.csv': 'where,what,when,who\nimg/1.jpg,a,0,x\nimg/2.jpg,b,1,y\n' };
  const root = await writeTree(files);
  const file = path.join(root, 'data.csv');
  const options = { pathColumn: 'where', labelColumn: 'what', splitColumn: 'when', groupColumns: ['who'] };
  const dataset = await readPath(file, options);
  expect(listImages(dataset)).toEqual(['train a img/1.jpg', 'val b img/2.jpg']);
  expect(dataset.groupColumns).toEqual(['who']);
  await expect(readPath(file, { ...options, groupColumns: ['whose'] })).rejects.toMatchObject({
    code: 'unknown-column',
    next: expect.stringContaining('"who"'),
  });
  await expect(readPath(file)).rejects.toMatchObject({ code: 'no-path-column' });
  await expect(readPath(file, { pathColumn: 'where' })).rejects.toMatchObject({ code: 'no-label-column' });
});

test('JSON lines and JSON arrays read like CSV (D30)', async () => {
  const rows = [
    { image: 'img/1.jpg', label: 1, split: 'train', size: { w: 2 }, ok: true },
    { image: 'img/2.jpg', label: 0, split: 'test', extra: null },
  ];
  const lines = await readFiles({
    ...IMAGES,
    'manifest.jsonl': `${rows.map((row) => JSON.stringify(row)).join('\n')}\n\nnot json\n`,
  });
  const array = await readFiles({ ...IMAGES, 'manifest.json': JSON.stringify(rows) });
  expect(listImages(lines)).toEqual(['train 1 img/1.jpg', 'test 0 img/2.jpg']);
  expect(lines.images).toEqual(array.images);
  expect(lines.images[0]!.columns).toEqual({ size: '{"w":2}', ok: 'true', extra: '' });
  expect(listSkipped(lines)).toEqual(['malformed-row manifest.jsonl, row 3']);
});

test('whole numbers as labels sort as numbers and index themselves (D4)', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${i}.jpg,${11 - i}.0`);
  const manifest = `path,y\n${rows.join('\n')}\n`;
  const dataset = await readFiles({ 'manifest.csv': manifest }, { noImages: true });
  expect(dataset.classes.map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, i) => String(i)));
  expect(
    dataset.images.every(({ path: image, classIndex }) => classIndex === 11 - Number.parseInt(image, 10)),
  ).toBe(true);
  const sparse = await readFiles(
    { 'manifest.csv': 'path,y\na.jpg,30\nb.jpg,-1\nc.jpg,4\n' },
    { noImages: true },
  );
  expect(
    sparse.images.map(({ path: image, classIndex }) => [image, sparse.classes[classIndex]!.name]).sort(),
  ).toEqual([
    ['a.jpg', '30'],
    ['b.jpg', '-1'],
    ['c.jpg', '4'],
  ]);
  const listed = await readFiles(
    { 'manifest.csv': 'path,y\na.jpg,1\nb.jpg,0\n' },
    { noImages: true, classList: [{ name: 'cat' }, { name: 'dog' }] },
  );
  expect(
    listed.images.map(({ path: image, classIndex }) => `${image} ${listed.classes[classIndex]!.name}`).sort(),
  ).toEqual(['a.jpg dog', 'b.jpg cat']);
});

test('names of any kind survive (D5)', async () => {
  const names = ['a, b', 'say "cat"', "it's", 'a\u2215b', '熊', 'café', 'two  spaces', 'line\nbreak'];
  const rows = names.map((name, i) => `${i}.jpg,"${name.replaceAll('"', '""')}"`);
  const dataset = await readFiles({ 'manifest.csv': `path,label\n${rows.join('\n')}\n` }, { noImages: true });
  expect(dataset.classes.map(({ name }) => name).sort()).toEqual([...names].sort());
});

test('paths: absolute inside the root, escapes, web addresses, duplicates, absent files (D1, D32, D33)', async () => {
  const root = await writeTree(IMAGES);
  const rows = [
    `${root}/img/1.jpg,a`,
    'img\\2.jpg,b',
    './img/../img/3.jpg,a',
    '../img/1.jpg,a',
    'img/../../x.jpg,b',
    '..\\x.jpg,b',
    '/etc/passwd,a',
    'C:\\x.jpg,a',
    'https://example.org/1.jpg,b',
    'img/1.jpg,b',
    'img/absent.jpg,a',
    ',a',
    'img/4.jpg, ',
  ];
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path.join(root, 'manifest.csv'), `path,label\n${rows.join('\n')}\n`);
  const dataset = await readPath(root, { valFraction: 0 });
  expect(listImages(dataset)).toEqual(['train a img/1.jpg', 'train b img/2.jpg', 'train a img/3.jpg']);
  expect(dataset.images[1]!.location).toEqual({ kind: 'file', path: 'img/2.jpg' });
  expect(listSkipped(dataset)).toEqual([
    'outside-root ../img/1.jpg',
    'outside-root img/../../x.jpg',
    'outside-root ..\\x.jpg',
    'outside-root /etc/passwd',
    'outside-root C:\\x.jpg',
    'web-address https://example.org/1.jpg',
    'absent-file img/absent.jpg',
    'no-path manifest.csv, row 12',
    'no-label img/4.jpg',
    'duplicate-path img/1.jpg',
  ]);
});

test('a file is found in its other Unicode form; its path is that of the file (D1, D33)', async () => {
  const [composed, decomposed] = ['café.jpg', 'cafe\u0301.jpg'];
  const dataset = await readFiles({
    ...emptyFiles(`img/${decomposed}`, 'img/1.jpg'),
    'manifest.csv': `path,label\nimg/${composed},a\nimg/1.jpg,b\n`,
  });
  const image = dataset.images.find(({ path: image }) => image.endsWith(decomposed));
  expect(image?.location).toEqual({ kind: 'file', path: `img/${decomposed}` });
});

test('all images absent is an error that leads to --no-images; with it no file is needed (D11, D33)', async () => {
  const files = { 'manifest.csv': 'path,label,split\na.jpg,x,train\nb.jpg,y,val\n' };
  await expect(readFiles(files)).rejects.toMatchObject({
    code: 'images-absent',
    next: expect.stringContaining('--no-images'),
  });
  const dataset = await readFiles(files, { noImages: true });
  expect(dataset.images.map(({ location }) => location)).toEqual([null, null]);
});

test('unknown splits are listed, 0 1 2 and is_valid are known, empty means unsplit; rows keep their order (D2, D6, D7)', async () => {
  const read = (text: string) => readFiles({ 'manifest.csv': text }, { noImages: true });
  await expect(read('path,label,split\na,x,train\nb,y,holdout\nc,y,\n')).rejects.toMatchObject({
    code: 'unknown-split',
    what: expect.stringMatching(/"holdout" \(1 rows\), "" \(1 rows\)/),
  });
  const numbered = await read('path,label,split\na,x,2\nb,y,0\nc,y,1.0\n');
  expect(listImages(numbered)).toEqual(['test x a', 'train y b', 'val y c']);
  const fastai = await read('path,label,is_valid\na,x,True\nb,y,False\n');
  expect(listImages(fastai)).toEqual(['val x a', 'train y b']);
  const unsplit = await read('path,label,split\na,x,\nb,x,\nc,y,\n');
  expect(unsplit.images.map(({ path, split }) => `${path} ${split}`)).toEqual([
    'a val',
    'b train',
    'c train',
  ]);
});

test('a manifest of validation images alone stays as it is, with a note (D7)', async () => {
  const dataset = await readFiles(
    { 'manifest.csv': 'path,label,split\na,x,val\nb,y,val\n' },
    { noImages: true },
  );
  expect(dataset.images.map(({ split }) => split)).toEqual(['val', 'val']);
  expect(dataset.notes.join('\n')).toContain('No image is in the training split');
});

test('byte order mark, tabs and semicolons, loose quotes, too many cells (D12, D34)', async () => {
  const tabs = await readFiles(
    { 'manifest.tsv': '\uFEFFpath\tlabel\n5" a.jpg\tx, y\nb.jpg\tz\n' },
    { noImages: true },
  );
  expect(listImages(tabs)).toEqual(['train x, y 5" a.jpg', 'train z b.jpg']);
  const semicolons = await readFiles(
    { 'manifest.csv': 'path;label;note\na.jpg;x\nb,c.jpg;y;;\nd.jpg;z;1;2\n' },
    { noImages: true },
  );
  expect(listImages(semicolons)).toEqual(['train x a.jpg', 'train y b,c.jpg']);
  expect(listSkipped(semicolons)).toEqual(['malformed-row manifest.csv, row 3']);
  await expect(readFiles({ 'manifest.csv': 'path,label,label\na,b,c\n' })).rejects.toMatchObject({
    code: 'table-malformed',
  });
});

test('a table counts as a manifest by its columns and its images (D35, D80)', async () => {
  const classes = emptyFiles('a/1.jpg', 'b/1.jpg');
  const listed = await readFiles({ ...classes, 'labels.csv': 'path,label\na/1.jpg,x\nb/1.jpg,y\n' });
  expect([listed.format, listed.classes.map(({ name }) => name)]).toEqual(['manifest', ['x', 'y']]);
  const predictions = await readFiles({ ...classes, 'predictions.csv': 'image,prediction\na/1.jpg,1\n' });
  expect(predictions.format).toBe('folder');
  const elsewhere = await readFiles({ ...classes, 'old.csv': 'path,label\nold/1.jpg,x\n' });
  expect(elsewhere.format).toBe('folder');
  await expect(readFiles({ 'a.csv': 'path,label\n', 'b.csv': 'path,label\n' })).rejects.toMatchObject({
    code: 'several-manifests',
  });
});
