/**
 * Chosen images as files that other programs take: a list, copies, links, or metadata in the layout of Hugging Face image folders.
 * In: image indices. Out: a folder `selections/<name>/` of the workspace. Changes nothing in the data set.
 */
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ImageError, SpuriosityError, UsageError } from '../../base/errors.js';
import { isInside, toSystemPath } from '../../files/index.js';
import type { ImageRecord, ImageRoot } from '../../records/dataset.js';
import type { SelectionForm } from '../../records/selection.js';
import { readImageBytes, toStorageError, writeFileAtomic } from '../../storage/index.js';
import { fileExists } from '../pictures/index.js';
import { findImage, type OpenDataset, type Project } from '../workspace/index.js';

export interface SelectionInput {
  /** Name of the folder: letters, digits, dots, dashes, underscores. */
  name: string;
  form: SelectionForm;
  /** Image indices, in the order to keep. */
  images: readonly number[];
  /** Further values of an image for `metadata`, by name. */
  describe?: (image: number) => Record<string, string | number | null>;
}

export interface SelectionSummary {
  folder: string;
  written: number;
  failed: { path: string; reason: string }[];
}

/**
 * Writes a selection; images that cannot be copied or linked are told and left out.
 * Throws `selection-exists`, `name-invalid`, `image-unknown`.
 */
export async function writeSelection(
  project: Project,
  { name, form, images, describe = () => ({}) }: SelectionInput,
): Promise<SelectionSummary> {
  const dataset = project.readDataset();
  const records = images.map((index) => findImage(dataset, index));
  const folder = await makeSelectionFolder(project, name);
  if (form === 'list') {
    await writeFileAtomic(join(folder, 'images.txt'), records.map(({ path }) => `${path}\n`).join(''));
    return { folder, written: records.length, failed: [] };
  }
  if (form === 'metadata') {
    const lines = records.map((record) =>
      JSON.stringify({ ...toMetadata(dataset, record), ...describe(record.index) }),
    );
    await writeFileAtomic(join(folder, 'metadata.jsonl'), lines.map((line) => `${line}\n`).join(''));
    return { folder, written: records.length, failed: [] };
  }
  const place = form === 'copy' ? copyImage : linkImage;
  const failed: SelectionSummary['failed'] = [];
  for (const record of records) {
    try {
      await place(dataset, record, toTarget(folder, record));
    } catch (error) {
      if (!(error instanceof SpuriosityError) || error.code === 'disk-full') throw error;
      failed.push({ path: record.path, reason: error.what });
    }
  }
  return { folder, written: records.length - failed.length, failed };
}

async function makeSelectionFolder(project: Project, name: string): Promise<string> {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new UsageError('name-invalid', {
      what: `A selection cannot be named ${JSON.stringify(name)}.`,
      next: 'Use letters, digits, dots, dashes and underscores, beginning with no dot.',
    });
  }
  const folder = join(project.folder, 'selections', name);
  if (await fileExists(folder)) {
    throw new UsageError('selection-exists', {
      what: `There is a selection ${JSON.stringify(name)} already: ${folder}.`,
      next: 'Choose another name, or delete that folder.',
    });
  }
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw toStorageError(error, `Making the folder ${folder} failed`);
  });
  return folder;
}

/** As Hugging Face's image folders name them; `file_name` is relative to the data set's root. */
function toMetadata({ classes }: OpenDataset, { path, classIndex, split, columns }: ImageRecord) {
  return { ...columns, file_name: path, label: classes[classIndex]!.name, split };
}

/** The data set's own relative path below the folder. */
export function toTarget(folder: string, { path }: Pick<ImageRecord, 'path'>): string {
  if (isInside(folder, path)) return resolve(folder, path);
  throw new ImageError('outside-root', { what: `${path} leads out of the folder of the selection.` });
}

async function copyImage(from: ImageRoot, record: ImageRecord, target: string): Promise<void> {
  const bytes = await readImageBytes(from, findLocation(record));
  await placeFile(target, () => writeFileAtomic(target, bytes));
}

async function linkImage({ root }: ImageRoot, record: ImageRecord, target: string): Promise<void> {
  const location = findLocation(record);
  const source = resolve(root, location.path);
  if (location.kind === 'archive' || (await leadsThroughFile(source))) {
    throw new ImageError('in-archive', {
      what: `${record.path} lies inside another file, where no link can lead; copy it instead.`,
    });
  }
  await placeFile(target, async () => {
    await rm(target, { force: true });
    await symlink(toSystemPath(source), target);
  });
}

/** Whether a path takes a file for a folder, as those of images inside Parquet files do. */
function leadsThroughFile(path: string): Promise<boolean> {
  return stat(toSystemPath(path)).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOTDIR',
  );
}

function findLocation({ path, location }: ImageRecord) {
  if (location !== null) return location;
  throw new ImageError('no-image', { what: `${path} was declared without an image file.` });
}

async function placeFile(target: string, write: () => Promise<void>): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await write();
  } catch (error) {
    throw toStorageError(error, `Writing ${target} failed`);
  }
}
