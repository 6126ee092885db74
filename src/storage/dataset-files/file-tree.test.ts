import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { actBound, CAN_ACT_BOUND } from '../../../test/permissions.js';
import { emptyFiles, writeTree } from '../../../test/trees.js';
import type { FileTree } from './file-tree.js';
import { expandBraces } from './file-tree-root.js';
import { readImageBytes } from './image-bytes.js';
import { openFileTree } from './open-tree.js';

async function walkPaths(root: string): Promise<string[]> {
  const tree = await openFileTree(root);
  const paths: string[] = [];
  for await (const entry of tree.walk('')) paths.push(entry.path);
  return paths;
}

test('lists by code point, folders and files, and walks folders by path', async () => {
  const root = await writeTree(emptyFiles('b/2', 'b/10', 'b/sub/x', 'b-1/y', '\u{1F41D}', '\uFFFD', 'B'));
  const tree = await openFileTree(root);
  expect((await tree.list('')).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'B file',
    'b folder',
    'b-1 folder',
    '\uFFFD file',
    '\u{1F41D} file',
  ]);
  // Folders in the order of their paths, the root first: "" < "b" < "b-1" < "b/sub".
  expect(await walkPaths(root)).toEqual(['B', '\uFFFD', '\u{1F41D}', 'b/10', 'b/2', 'b-1/y', 'b/sub/x']);
  expect(await tree.list('absent')).toEqual([]);
});

test('leaves hidden entries out and names hidden folders (D10)', async () => {
  const root = await writeTree(
    emptyFiles('a/1.jpg', 'a/._1.jpg', '.ipynb_checkpoints/2.jpg', '__MACOSX/3.jpg'),
  );
  const tree = await openFileTree(root);
  for await (const _ of tree.walk(''));
  expect(await walkPaths(root)).toEqual(['a/1.jpg']);
  expect(tree.ignored.map(({ path: folder, why }) => `${folder} ${why}`).sort()).toEqual([
    '.ipynb_checkpoints hidden',
    '__MACOSX hidden',
  ]);
});

test('links that lead out of the root are left out unless they are asked for, by listings and by name', async () => {
  const root = await writeTree(
    emptyFiles('data/a/1.jpg', 'elsewhere/c/3.jpg', 'elsewhere/4.jpg', 'data/b/5.jpg'),
  );
  const data = path.join(root, 'data');
  await symlink('../elsewhere', path.join(data, 'out'));
  await symlink(path.join(root, 'elsewhere/4.jpg'), path.join(data, 'a', 'out.jpg'));
  await symlink('../b/5.jpg', path.join(data, 'a', 'in.jpg'));
  await symlink('self.jpg', path.join(data, 'b', 'self.jpg'));
  const walkAll = async (tree: FileTree) => {
    const paths: string[] = [];
    for await (const entry of tree.walk('')) paths.push(entry.path);
    return paths;
  };
  const tree = await openFileTree(data);
  expect(await walkAll(tree)).toEqual(['a/1.jpg', 'a/in.jpg', 'b/5.jpg', 'b/self.jpg']);
  expect(await tree.listAll('out/c')).toEqual([]);
  expect([
    await tree.exists('out/4.jpg'),
    await tree.exists('a/out.jpg'),
    await tree.exists('a/in.jpg'),
  ]).toEqual([...[false, false, true]]);
  expect(tree.ignored.map(({ path: entry, why }) => `${entry} ${why}`).sort()).toEqual([
    ...['a/out.jpg link-out', 'out link-out', 'out/c link-out'],
  ]);
  const asked = await openFileTree(data, { followLinks: true });
  expect(await walkAll(asked)).toEqual([
    ...['a/1.jpg', 'a/in.jpg', 'a/out.jpg', 'b/5.jpg', 'b/self.jpg', 'out/4.jpg', 'out/c/3.jpg'],
  ]);
  expect(asked.ignored).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'names that are not UTF-8 keep their bytes from listing to opening; two that look alike stay two',
  async () => {
    const root = await writeTree(emptyFiles('x/keep.jpg'));
    const names = [
      Buffer.from('a\xff.jpg', 'latin1'),
      Buffer.from('a\xfe.jpg', 'latin1'),
      Buffer.from('a\ufffd.jpg'),
      Buffer.from('gr\u00f6\u00dfe.jpg'),
      Buffer.from('gro\u0308\u00dfe.jpg'),
    ];
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from('k\xe9', 'latin1')]);
    mkdirSync(folder);
    for (const name of names) writeFileSync(Buffer.concat([folder, Buffer.from('/'), name]), name);
    const tree = await openFileTree(root);
    const files = (await tree.list((await tree.list(''))[0]!.path)).map((entry) => entry.path);
    expect(new Set(files).size).toBe(names.length);
    const read = async (file: string) =>
      Buffer.from(await readImageBytes({ root }, { kind: 'file', path: file }));
    expect((await Promise.all(files.map(read))).sort(Buffer.compare)).toEqual(
      [...names].sort(Buffer.compare),
    );
    for (const file of files) expect(Buffer.from(await tree.readBytes(file))).toEqual(await read(file));
  },
);

test('follows symbolic links to files and folders, keeps dangling ones, ends at loops (D10)', async () => {
  const root = await writeTree(emptyFiles('data/a/1.jpg', 'data/b/2.jpg', 'elsewhere/c/3.jpg'));
  const data = path.join(root, 'data');
  await symlink('../elsewhere/c', path.join(data, 'linked'));
  await symlink('nowhere.jpg', path.join(data, 'a', 'dangling.jpg'));
  await symlink('../../data', path.join(data, 'a', 'up'));
  await symlink('../b', path.join(data, 'a', 'to-b'));
  await symlink('../a', path.join(data, 'b', 'to-a'));
  const tree = await openFileTree(data, { followLinks: true });
  const paths: string[] = [];
  for await (const entry of tree.walk('')) paths.push(entry.path);
  expect(paths).toEqual([
    'a/1.jpg',
    'a/dangling.jpg',
    'a/to-b/2.jpg',
    'b/2.jpg',
    'b/to-a/1.jpg',
    'b/to-a/dangling.jpg',
    'linked/3.jpg',
  ]);
  expect(tree.ignored.every(({ why }) => why === 'link-loop')).toBe(true);
  expect(tree.ignored.map((folder) => folder.path)).toEqual(
    expect.arrayContaining(['a/up', 'a/to-b/to-a', 'b/to-a/to-b']),
  );
});

test('a file as DATA: the folder is the root, the listing holds that file alone', async () => {
  const root = await writeTree({ 'manifest.csv': 'path,label\n', 'other.csv': '', 'img/1.jpg': '' });
  const tree = await openFileTree(path.join(root, 'manifest.csv'));
  expect([tree.rootPath, tree.isFile]).toEqual([root, true]);
  expect((await tree.list('')).map((entry) => entry.path)).toEqual(['manifest.csv']);
  expect((await tree.list('img')).map((entry) => entry.path)).toEqual(['img/1.jpg']);
  expect([await tree.exists('img/1.jpg'), await tree.exists('img/2.jpg')]).toEqual([true, false]);
});

test('a brace range as DATA names its files (D55)', async () => {
  const root = await writeTree(
    emptyFiles('s/train-08.tar', 's/train-09.tar', 's/train-10.tar', 's/val-0.tar'),
  );
  const tree = await openFileTree(path.join(root, 's', 'train-{08..10}.tar'));
  expect(tree.rootPath).toBe(path.join(root, 's'));
  expect((await tree.list('')).map((entry) => entry.path)).toEqual([
    'train-08.tar',
    'train-09.tar',
    'train-10.tar',
  ]);
  await expect(openFileTree(path.join(root, 's', 'train-{08..12}.tar'))).rejects.toMatchObject({
    code: 'dataset-missing',
    what: expect.stringContaining('2 files'),
  });
});

test('brace ranges keep leading zeros, count down and nest in lists', () => {
  expect(expandBraces('{a,b}-{01..00}.tar')).toEqual(['a-01.tar', 'a-00.tar', 'b-01.tar', 'b-00.tar']);
  expect(expandBraces('a{b}c')).toEqual(['a{b}c']);
  expect(() => expandBraces('{0..999999999}')).toThrow(/999999999|1000000000/);
});

test('a missing folder names the nearest one that exists', async () => {
  const root = await writeTree({ 'data/': '' });
  await expect(openFileTree(path.join(root, 'data', 'brids', 'train'))).rejects.toMatchObject({
    code: 'dataset-missing',
    next: expect.stringContaining(`${path.join(root, 'data')};`),
  });
});

test.skipIf(!CAN_ACT_BOUND)('a folder that may not be read says so (skipped on Windows)', async () => {
  const root = await writeTree({ 'data/a': '' });
  await chmod(root, 0o755);
  await chmod(path.join(root, 'data'), 0);
  // What is asked of the system beforehand is asked for the user who started the tests; listing is not.
  const listing = actBound(async () => (await openFileTree(path.join(root, 'data'))).list(''));
  await expect(listing).rejects.toMatchObject({ code: 'dataset-not-readable' });
  await chmod(path.join(root, 'data'), 0o700);
});

test('reads bytes at an offset, and text in UTF-8 and UTF-16 (D12)', async () => {
  const root = await writeTree({
    bytes: 'abcdef',
    bom: '\uFEFFbär',
    wide: Buffer.from('\uFEFFbär', 'utf16le'),
    latin: Uint8Array.of(0x62, 0xe4, 0x72),
  });
  const tree = await openFileTree(root);
  expect(Buffer.from(await tree.readBytes('bytes', 2, 3)).toString()).toBe('cde');
  expect(Buffer.from(await tree.readBytes('bytes', 4, 9)).toString()).toBe('ef');
  expect([await tree.readText('bom'), await tree.readText('wide')]).toEqual(['bär', 'bär']);
  await expect(tree.readText('latin')).rejects.toMatchObject({ code: 'not-utf8' });
  await expect(tree.readText('absent')).rejects.toMatchObject({ code: 'dataset-not-readable' });
});
