import { expect, test } from 'vitest';
import { isDataFile, isTakenFile } from './start.js';

test('images, tables and archives are taken wherever they lie, but nothing that is hidden', () => {
  for (const path of ['a.JPG', 'ants/b.tiff', 'labels.csv', 'photos.tar.gz', 'a/about.txt', 'a.b/c.png'])
    expect(isTakenFile(path), path).toBe(true);
  for (const path of ['.DS_Store', 'ants/._a.jpg', '.git/a.png', 'a/.cache/b.jpg', 'a.exe', 'jpg', 'ajpg'])
    expect(isTakenFile(path), path).toBe(false);
});

test('a data set by itself is an archive or a table', () => {
  expect(['a.zip', 'a.tar.gz', 'a.Parquet', 'a.gz', 'a.jpg'].map(isDataFile)).toEqual([
    ...[true, true, true],
    ...[false, false],
  ]);
});
