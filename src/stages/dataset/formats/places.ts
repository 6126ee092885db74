/**
 * Where data sets keep their tables and archives, so that finding them does not mean listing a thousand class folders.
 */
import type { FileTree } from '../../../storage/index.js';
import { parseSplitName } from '../splits.js';

/** The root, the folders at the root that are named after splits, and a folder that stands there alone. */
export async function listPlaces(tree: FileTree): Promise<string[]> {
  const folders = (await tree.list('')).filter(({ kind }) => kind === 'folder');
  const places = folders.filter(({ name }) => folders.length === 1 || parseSplitName(name) !== null);
  return ['', ...places.map(({ path }) => path)];
}

/** The first of `folders` that holds a file called one of `names`; paths are tried in the order given. */
export async function findFile(tree: FileTree, folders: string[], names: string[]): Promise<string | null> {
  for (const folder of folders) {
    const files = new Set((await tree.list(folder)).map(({ name }) => name));
    const name = names.find((candidate) => files.has(candidate));
    if (name !== undefined) return folder === '' ? name : `${folder}/${name}`;
  }
  return null;
}
