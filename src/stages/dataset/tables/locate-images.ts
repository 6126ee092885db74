/**
 * Which files the paths of a table mean. Lists the folders that the paths name; looks through the whole tree only where most paths miss.
 * The rules are those of `src/tables/paths/`; this file brings them the files.
 */
import { toSlashes } from '../../../base/paths.js';
import type { FileTree } from '../../../storage/index.js';
import { isImageName, PathIndex, resolvePaths, toRootPath } from '../../../tables/index.js';

/** A table's column of paths; `baseFolder` is the folder that relative ones start from. */
export interface PathColumn {
  written: readonly string[];
  baseFolder: string;
  fileName: string;
}

/** A file for every row, null for none, and what the user should know. */
export interface LocatedImages {
  files: (string | null)[];
  notes: string[];
  /** What would explain the paths that miss; null for nothing. */
  hint: string | null;
}

/** Finds the files of a column of paths. */
export async function locateImages(tree: FileTree, column: PathColumn): Promise<LocatedImages> {
  const paths = { ...column, rootPath: tree.rootPath };
  const near = new PathIndex(await listNamedFiles(tree, column));
  const isMostlyNear = countNamed(tree, column, near) * 2 >= column.written.length;
  const index = isMostlyNear ? near : new PathIndex(await listAllImages(tree, near.known));
  const { places, notes, hint } = resolvePaths(paths, index);
  return { files: Array.from(places, (place) => index.known[place] ?? null), notes, hint };
}

/** Whether any of the paths names a file as it stands. */
export async function namesAnyFile(tree: FileTree, column: PathColumn): Promise<boolean> {
  return countNamed(tree, column, new PathIndex(await listNamedFiles(tree, column))) > 0;
}

/** Paths that name a file as they stand. */
function countNamed(tree: FileTree, column: PathColumn, index: PathIndex): number {
  return toTargets(tree, column).filter((path) => path !== null && index.find(path) >= 0).length;
}

function toTargets(tree: FileTree, { written, baseFolder }: PathColumn): (string | null)[] {
  return written.map((path) => {
    const target = toRootPath(path, baseFolder, tree.rootPath);
    return 'path' in target ? target.path : null;
  });
}

/** All files of the folders that paths name, whatever the form of their accents; and hidden files that they name. */
async function listNamedFiles(tree: FileTree, column: PathColumn): Promise<string[]> {
  const folders = new Set<string>();
  const files = new Set<string>();
  for (const target of toTargets(tree, column)) {
    if (target === null) continue;
    const path = toSlashes(target);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    for (const form of [folder, folder.normalize('NFC'), folder.normalize('NFD')]) folders.add(form);
    if (target !== path) folders.add(target.slice(0, Math.max(0, target.lastIndexOf('/'))));
    // Listings leave hidden files out; a row that names one means it.
    if (/(^|\/)\./.test(path) && (await tree.exists(path))) files.add(path);
  }
  for (const folder of folders) {
    for (const { kind, path } of await tree.listAll(folder)) if (kind === 'file') files.add(path);
  }
  return [...files];
}

/** All images below the root, and the files that are known already. */
async function listAllImages(tree: FileTree, known: readonly string[]): Promise<string[]> {
  const files = new Set(known);
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const { kind, name, path } of await tree.listAll(folder)) {
      if (kind === 'folder') pending.push(path);
      else if (isImageName(name)) files.add(path);
    }
  }
  return [...files];
}
