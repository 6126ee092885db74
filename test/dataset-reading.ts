/**
 * Reads a small tree as the application does, for the tests of the readers.
 */
import { SILENT_OBSERVER } from '../src/base/observer.js';
import type { Dataset } from '../src/records/dataset.js';
import { type DatasetOptions, DEFAULT_DATASET_OPTIONS, readDataset } from '../src/stages/dataset/index.js';
import { openFileTree } from '../src/storage/index.js';
import { writeTree } from './trees.js';

/** Opens DATA and reads it with the default options but for `options`. */
export async function readPath(dataPath: string, options: Partial<DatasetOptions> = {}): Promise<Dataset> {
  return readDataset(
    await openFileTree(dataPath),
    { ...DEFAULT_DATASET_OPTIONS, ...options },
    SILENT_OBSERVER,
  );
}

/** Writes the files into a new folder and reads it. */
export async function readFiles(
  files: Record<string, string | Uint8Array>,
  options: Partial<DatasetOptions> = {},
): Promise<Dataset> {
  return readPath(await writeTree(files), options);
}

/** `split class path` per image, in data set order. */
export function listImages(dataset: Dataset): string[] {
  return dataset.images.map(
    ({ split, classIndex, path }) => `${split} ${dataset.classes[classIndex]!.name} ${path}`,
  );
}

/** `code path` per skipped image. */
export function listSkipped(dataset: Dataset): string[] {
  return dataset.skipped.map(({ code, path }) => `${code} ${path}`);
}
