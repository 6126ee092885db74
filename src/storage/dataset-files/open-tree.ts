/**
 * DATA as the user gave it becomes the tree that the dataset stage reads: a folder, files, or the inside of a zip archive.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type FileTree, LocalFileTree } from './file-tree.js';
import { resolveDataPath } from './file-tree-root.js';
import { openZipTree } from './zip-tree.js';

/**
 * Opens DATA: a folder, a file, a zip archive, or files by brace ranges (`shards/train-{000..015}.tar`). With `followLinks` also what links
 * in it lead to elsewhere.
 * Throws `dataset-missing`, `dataset-not-readable`, `zip-damaged` and the like.
 */
export async function openFileTree(
  dataPath: string,
  { followLinks = false }: { followLinks?: boolean | undefined } = {},
): Promise<FileTree> {
  const { rootPath, files } = await resolveDataPath(dataPath);
  if (files?.length === 1 && /\.zip$/i.test(files[0]!)) return openZipTree(path.join(rootPath, files[0]!));
  return new LocalFileTree(rootPath, await realpath(rootPath), files, followLinks);
}
