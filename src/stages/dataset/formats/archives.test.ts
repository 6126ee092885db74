/** Data sets inside archives: the readers see the tree that an archive would unpack to. */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { readFiles, readPath } from '../../../../test/dataset-reading.js';
import { emptyFiles, packTar, writeTree } from '../../../../test/trees.js';
import { closeArchives, readImageBytes } from '../../../storage/index.js';
import { fingerprintDataset } from '../fingerprint.js';

afterAll(closeArchives);

function zip(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const CLASS_FOLDERS = emptyFiles('train/a/1.jpg', 'train/b/1.jpg', 'val/a/2.jpg', 'val/b/2.jpg');
const LAYOUTS: [name: string, format: string, files: Record<string, string>][] = [
  ['class folders', 'folder', CLASS_FOLDERS],
  [
    'class folders in a folder of their own',
    'folder',
    Object.fromEntries(Object.keys(CLASS_FOLDERS).map((name) => [`birds/${name}`, 'x'])),
  ],
  [
    'a manifest',
    'manifest',
    {
      'manifest.csv': 'path,label,mask\nimg/1.jpg,a,m/1.png\nimg/2.jpg,b,\n',
      ...emptyFiles('img/1.jpg', 'img/2.jpg', 'm/1.png'),
    },
  ],
  [
    'a Hugging Face image folder',
    'huggingface',
    {
      'train/metadata.jsonl': '{"file_name":"1.png","label":"a"}\n{"file_name":"2.png","label":"b"}\n',
      ...emptyFiles('train/1.png', 'train/2.png'),
    },
  ],
];

test.each(LAYOUTS)(
  'a zip archive of %s is the same data set as the folder (D56)',
  async (_, format, files) => {
    const packed = await readPath(path.join(await writeTree({ 'data.zip': zip(files) }), 'data.zip'));
    expect(packed.format).toBe(format);
    expect(fingerprintDataset(packed)).toBe(fingerprintDataset(await readFiles(files)));
    expect(packed.notes[1]).toBe('Read inside data.zip, which stays packed.');
  },
);

test('images and masks are read out of the archive (D56)', async () => {
  const files = {
    'manifest.csv': 'path,label,mask\n1.jpg,a,m.png\n2.jpg,b,\n',
    '1.jpg': 'one',
    '2.jpg': 'two',
    'm.png': 'mask',
  };
  const root = path.join(await writeTree({ 'data.zip': zip(files) }), 'data.zip');
  const { images } = await readPath(root);
  const mask = { kind: 'file' as const, path: images[0]!.columns.mask! };
  const contents = await Promise.all(
    [images[0]!.location!, mask].map((place) => readImageBytes({ root }, place)),
  );
  expect(contents.map((bytes) => Buffer.from(bytes).toString())).toEqual(['one', 'mask']);
});

test('archives in the folder that was passed: the error says what to pass, or how to unpack them (D58)', async () => {
  const root = await writeTree({ 'data.zip': zip(CLASS_FOLDERS), 'README.md': '# Birds' });
  await expect(readPath(root)).rejects.toMatchObject({
    code: 'zip-unsupported',
    next: `Pass the archive itself: ${root}/data.zip.`,
  });
  for (const more of ['val.zip', 'labels.csv']) {
    await expect(readFiles({ 'train.zip': zip(CLASS_FOLDERS), [more]: 'id,label\n' })).rejects.toMatchObject({
      code: 'zip-unsupported',
      next: expect.stringContaining('unzip -q'),
    });
  }
});

test('tar files in a zip archive, and compressed tar files, are refused with the command (D54, D58)', async () => {
  const folders = await packTar([
    ['birds/a/1.jpg', 'x'],
    ['birds/b/1.jpg', 'x'],
  ]);
  const samples = await packTar([
    ['1.jpg', 'x'],
    ['1.cls', '0'],
  ]);
  const read = async (name: string, bytes: Uint8Array) =>
    readPath(path.join(await writeTree({ [name]: bytes }), name));
  await expect(read('a.zip', zipSync({ 'train-0.tar': samples }))).rejects.toMatchObject({
    code: 'archive-in-archive',
    next: expect.stringContaining('unzip a.zip'),
  });
  await expect(read('birds.tar.gz', gzipSync(folders))).rejects.toMatchObject({
    code: 'archive-compressed',
    what: 'birds.tar.gz is a folder of images in a tar archive, compressed with gzip.',
    next: 'Unpack it and pass the folder: mkdir birds && tar -xf birds.tar.gz -C birds',
  });
  await expect(read('train-0.tgz', gzipSync(samples))).rejects.toMatchObject({
    code: 'archive-compressed',
    what: 'train-0.tgz is a WebDataset shard, compressed with gzip.',
    next: expect.stringContaining('gunzip'),
  });
});
