/**
 * Tells a data set's format by what lies in it: label files and their columns, file names, folders.
 * Reads a few listings and first lines; the reason comes with the answer, so that a wrong guess can be overruled.
 */
import { DatasetError } from '../../base/errors.js';
import { DATASET_FORMATS, type DatasetFormat } from '../../records/dataset.js';
import type { FileTree } from '../../storage/index.js';
import { findAttributeFile } from './celeba.js';
import { findDataFolder, findSplitFolders } from './folder.js';
import { findFileNameColumn, findMetadata } from './huggingface.js';
import { isImageName } from './image-paths.js';
import { findImageNetMark } from './imagenet.js';
import { CALLED_MANIFEST, listManifests, namesExistingImages, readColumnNames } from './manifest.js';
import { isUtkFace } from './utkface.js';
import { isWaterbirds } from './waterbirds.js';
import { findShards } from './webdataset.js';

export interface DetectedFormat {
  format: DatasetFormat;
  /** One sentence: what was seen. */
  why: string;
}

/** Each says what it saw, or null; the order is that of `DATASET_FORMATS`. */
const DETECTORS: Record<DatasetFormat, (tree: FileTree) => Promise<string | null>> = {
  waterbirds: async (tree) =>
    (await isWaterbirds(tree)) ? 'metadata.csv has the columns img_filename, y, split and place.' : null,
  celeba: async (tree) => {
    const file = await findAttributeFile(tree);
    return file && `${file} is CelebA's list of attributes.`;
  },
  imagenet: async (tree) => {
    const mark = await findImageNetMark(tree);
    return mark && `${mark} is a file of ImageNet's validation set.`;
  },
  huggingface: detectHuggingFace,
  webdataset: async (tree) => {
    const [shard] = await findShards(tree);
    return shard === undefined ? null : `${shard} is a tar archive.`;
  },
  utkface: async (tree) => ((await isUtkFace(tree)) ? 'Images are called age_gender_race_date.' : null),
  manifest: detectManifest,
  folder: async () => 'Labels are the names of folders.',
};

/** Throws `zip-unsupported`, `several-manifests`. */
export async function detectFormat(tree: FileTree): Promise<DetectedFormat> {
  await assertNotZip(tree);
  for (const format of DATASET_FORMATS) {
    const why = await DETECTORS[format](tree);
    if (why !== null) return { format, why };
  }
  return { format: 'folder', why: 'Nothing else fits.' };
}

async function detectHuggingFace(tree: FileTree): Promise<string | null> {
  if (tree.isFile) return null;
  for (const file of await findMetadata(tree)) {
    const columns = file.endsWith('.parquet') ? ['file_name'] : await readColumnNames(tree, file);
    if (findFileNameColumn(columns) !== undefined) return `${file} has the column file_name.`;
  }
  return null;
}

/** A table of paths and labels counts when it is called manifest, when its images exist, or when no class folders do. */
async function detectManifest(tree: FileTree): Promise<string | null> {
  const found = await listManifests(tree);
  const [first] = found;
  if (first === undefined) return null;
  const why = `${first} is a table of images and labels.`;
  if (tree.isFile || CALLED_MANIFEST.test(first)) return why;
  if (!(await hasClassFolders(tree))) return why;
  return found.length === 1 && (await namesExistingImages(tree, first)) ? why : null;
}

async function hasClassFolders(tree: FileTree): Promise<boolean> {
  const { folders } = await findSplitFolders(tree, {}, await findDataFolder(tree));
  const classes = (await tree.list(folders[0]!.path)).filter(({ kind }) => kind === 'folder');
  if (classes.length < 2) return false;
  for await (const { name } of tree.walk(classes[0]!.path)) if (isImageName(name)) return true;
  return false;
}

async function assertNotZip(tree: FileTree): Promise<void> {
  const entries = await tree.list('');
  const zip = entries.find(({ kind, name }) => kind === 'file' && /\.zip$/i.test(name));
  if (zip === undefined || entries.some(({ path }) => path !== zip.path && !/\.(zip|md|txt)$/i.test(path)))
    return;
  throw new DatasetError('zip-unsupported', {
    what: `${zip.name} is a zip archive, which is not read directly.`,
    next: 'Unpack it and pass the folder; or pack the images as tar shards (WebDataset).',
  });
}
