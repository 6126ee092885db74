/**
 * Which Parquet files of a tree are the shards of its data set, and which split each is of.
 * In: a tree. Out: paths in code-point order. Files that belong to several configurations are refused, missing ones named.
 */
import { compareCodePoints } from '../../../../base/code-points.js';
import { DatasetError } from '../../../../base/errors.js';
import type { FileTree } from '../../../../storage/index.js';
import { parseSplitName } from '../../splits.js';

/** `default/train/0000.parquet` is the deepest that the Hub writes. */
const MAX_DEPTH = 3;
/** A folder with more folders holds classes. */
const MAX_FOLDERS = 30;
/** A folder image data set's own table, which another reader takes. */
const METADATA = /^metadata\.parquet$/i;
const PARTS = /^(.*)-(\d{5})-of-(\d{5})\.parquet$/i;

/** Parquet files at the root and a few folders deep; those of the highest level that has some. */
export async function findParquetFiles(tree: FileTree): Promise<string[]> {
  let folders = [''];
  for (let depth = 0; depth <= MAX_DEPTH && folders.length > 0; depth++) {
    const entries = (await Promise.all(folders.map((folder) => tree.list(folder)))).flat();
    const files = entries.filter(
      ({ kind, name }) => kind === 'file' && /\.parquet$/i.test(name) && !METADATA.test(name),
    );
    if (files.length > 0) return files.map(({ path }) => path).sort(compareCodePoints);
    folders = entries.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
    if (folders.length > MAX_FOLDERS) return [];
  }
  return [];
}

/** Throws `several-configurations` where files lie in folders that are no splits of one data set. */
export function assertOneConfiguration(files: readonly string[]): void {
  const folders = new Set(
    files.map((file) =>
      file
        .split('/')
        .slice(0, -1)
        .filter((part) => parseSplitName(part) === null)
        .join('/'),
    ),
  );
  if (folders.size < 2) return;
  throw new DatasetError('several-configurations', {
    what: `Parquet files of several data sets lie here: ${[...folders].map((folder) => folder || '.').join(', ')}.`,
    next: 'Pass the folder of the one you mean.',
  });
}

/** A note on `train-00000-of-00002.parquet` without its second part; null where all are there. */
export function noteMissingParts(files: readonly string[]): string | null {
  const missing = new Set<string>();
  for (const file of files) {
    const [, stem, , total] = PARTS.exec(file) ?? [];
    for (let part = 0; part < Number(total ?? 0); part++) {
      const sibling = `${stem}-${String(part).padStart(5, '0')}-of-${total}.parquet`;
      if (!files.includes(sibling)) missing.add(sibling);
    }
  }
  if (missing.size === 0) return null;
  const [first] = [...missing].sort(compareCodePoints);
  return `${missing.size} of the parts that the file names promise ${missing.size === 1 ? 'is' : 'are'} not here, the first ${first}: the data set is read without ${missing.size === 1 ? 'it' : 'them'}.`;
}
