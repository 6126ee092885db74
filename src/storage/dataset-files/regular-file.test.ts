import { execFileSync } from 'node:child_process';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../../../test/trees.js';
import { readImageBytes } from './image-bytes.js';

const read = (root: string, name: string) =>
  readImageBytes({ root, followsLinks: true }, { kind: 'file', path: name });
const isWindows = process.platform === 'win32';

test.skipIf(isWindows)('a pipe nobody writes to is refused at once, also behind a link', async () => {
  const root = await writeTree({ 'a.jpg': 'pixels' });
  execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
  await symlink(path.join(root, 'pipe.jpg'), path.join(root, 'link.jpg'));
  for (const name of ['pipe.jpg', 'link.jpg']) {
    await expect(read(root, name)).rejects.toMatchObject({ code: 'not-a-file' });
  }
  await symlink(path.join(root, 'a.jpg'), path.join(root, 'fine.jpg'));
  expect(Buffer.from(await read(root, 'fine.jpg')).toString()).toBe('pixels');
});

test.skipIf(isWindows)('a device without an end is refused, and so is a socket', async () => {
  const root = await writeTree({});
  await symlink('/dev/zero', path.join(root, 'zero.png'));
  await expect(read(root, 'zero.png')).rejects.toMatchObject({ code: 'not-a-file' });
  const server = createServer().listen(path.join(root, 's.png'));
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(read(root, 's.png')).rejects.toMatchObject({ name: 'ImageError' });
  server.close();
});

test('a file larger than any image is not read, and a folder is no image', async () => {
  const root = await writeTree({ 'folder.jpg/a.txt': '' });
  await writeFile(path.join(root, 'huge.tif'), '');
  await truncate(path.join(root, 'huge.tif'), 3 * 2 ** 30);
  await expect(read(root, 'huge.tif')).rejects.toMatchObject({ code: 'file-too-large' });
  await expect(read(root, 'folder.jpg')).rejects.toMatchObject({ name: 'ImageError' });
});
