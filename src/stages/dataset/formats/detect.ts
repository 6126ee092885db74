/**
 * Tells a data set's format by what lies in it: label files and their columns, file names, folders.
 * Reads a few listings and first lines; the reason comes with the answer, so that a wrong guess can be overruled.
 */
import { posix } from 'node:path';
import { DatasetError } from '../../../base/errors.js';
import { DATASET_FORMATS, type DatasetFormat } from '../../../records/dataset.js';
import type { FileTree } from '../../../storage/index.js';
import { isImageName } from '../../../tables/index.js';
import type { DatasetOptions } from '../options.js';
import { parseSplitName } from '../splits.js';
import { holdsCaptions } from '../tables/pair-columns.js';
import { findAttributeFile } from './celeba.js';
import { findCoco } from './exports/coco.js';
import { findFiftyOne } from './exports/fiftyone.js';
import { findLabelStudio } from './exports/label-studio.js';
import { findDataFolder, findSplitFolders } from './folder.js';
import { findFileNameColumn, findMetadata } from './huggingface.js';
import { findImageNetMark } from './imagenet.js';
import {
  CALLED_MANIFEST,
  listManifests,
  listPairTables,
  namesExistingImages,
  readColumnNames,
} from './manifest.js';
import { findParquetMark } from './parquet/parquet.js';
import { assertNotUnread } from './unread.js';
import { isUtkFace } from './utkface.js';
import { isWaterbirds } from './waterbirds.js';
import { findShards } from './webdataset.js';

/** A format, and what it was told by. */
export interface DetectedFormat {
  format: DatasetFormat;
  /** One sentence: what was seen. */
  why: string;
}

/** Each says what it saw, or null; the order is that of `DATASET_FORMATS`. */
const DETECTORS: Record<DatasetFormat, (tree: FileTree, told: ToldColumns) => Promise<string | null>> = {
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
  parquet: (tree) => findParquetMark(tree, () => isWithoutOthers(tree)),
  webdataset: async (tree) => {
    const [shard] = await findShards(tree);
    return shard === undefined ? null : `${shard} is a tar archive.`;
  },
  fiftyone: async (tree) => describeFirst(await findFiftyOne(tree), "is FiftyOne's list of labels."),
  coco: async (tree) => describeFirst(await findCoco(tree), 'holds COCO annotations.'),
  'label-studio': async (tree) =>
    describeFirst(await findLabelStudio(tree), "is Label Studio's list of tasks."),
  utkface: async (tree) => ((await isUtkFace(tree)) ? 'Images are called age_gender_race_date.' : null),
  manifest: detectManifest,
  folder: async () => 'Labels are the names of folders.',
};

/** Columns that the user named. */
type ToldColumns = Pick<DatasetOptions, 'labelColumn'>;

/** Throws `zip-unsupported`, `several-manifests`, `format-unread`. */
export async function detectFormat(tree: FileTree, told: ToldColumns = {}): Promise<DetectedFormat> {
  await assertNotZip(tree);
  for (const format of DATASET_FORMATS) {
    const why = await DETECTORS[format](tree, told);
    if (why === null) continue;
    if (format === 'folder') await assertNotUnread(tree, await hasClassFolders(tree));
    return { format, why };
  }
  return { format: 'folder', why: 'Nothing else fits.' };
}

function describeFirst([first]: readonly string[], what: string): string | null {
  return first === undefined ? null : `${first} ${what}`;
}

/** A table of captions beside class folders is none: the folders are the labels then, unless the user named a column. */
async function detectHuggingFace(tree: FileTree, { labelColumn }: ToldColumns): Promise<string | null> {
  if (tree.isFile) return null;
  for (const file of await findMetadata(tree)) {
    const columns = file.endsWith('.parquet') ? ['file_name'] : await readColumnNames(tree, file);
    const fileNames = findFileNameColumn(columns);
    if (fileNames === undefined) continue;
    const isCaptions =
      labelColumn === undefined && !file.endsWith('.parquet') && holdsCaptions(columns, fileNames);
    if (!isCaptions || !(await hasClassFolders(tree))) return `${file} has the column file_name.`;
  }
  return null;
}

/** A table of paths and labels counts when it is called manifest, when its images exist, or when no class folders do. */
async function detectManifest(tree: FileTree): Promise<string | null> {
  const found = await listManifests(tree);
  const [first] = found;
  if (first === undefined) {
    const [pair] = await listPairTables(tree);
    return pair === undefined || (await hasClassFolders(tree)) ? null : `${pair} is a table of two columns.`;
  }
  const why = `${first} is a table of images and labels.`;
  if (tree.isFile || CALLED_MANIFEST.test(first)) return why;
  if (!(await hasClassFolders(tree))) return why;
  return found.length === 1 && (await namesExistingImages(tree, first)) ? why : null;
}

async function isWithoutOthers(tree: FileTree): Promise<boolean> {
  if ((await listManifests(tree)).length > 0 || (await findShards(tree)).length > 0) return false;
  return !(await tree.list('')).some(({ name }) => isImageName(name)) && !(await hasClassFolders(tree));
}

/** Folders that hold what a table describes. */
const NO_CLASS = /^(?:images?|imgs?|pictures?|photos?|masks?|annotations?|labels?)$/i;

async function hasClassFolders(tree: FileTree): Promise<boolean> {
  const { folders } = await findSplitFolders(tree, {}, await findDataFolder(tree));
  const classes = (await tree.list(folders[0]!.path)).filter(
    ({ kind, name }) => kind === 'folder' && parseSplitName(name) === null && !NO_CLASS.test(name),
  );
  if (classes.length < 2) return false;
  for await (const { name } of tree.walk(classes[0]!.path)) if (isImageName(name)) return true;
  return false;
}

/** Archives that lie in a folder, without a folder or an image beside them, hold the data set. */
async function assertNotZip(tree: FileTree): Promise<void> {
  const entries = await tree.list('');
  const [zip, ...more] = entries.filter(({ kind, name }) => kind === 'file' && /\.zip$/i.test(name));
  const isBeside = (name: string) => /\.(zip|md|txt|csv|tsv|json|jsonl)$/i.test(name);
  if (zip === undefined || entries.some(({ kind, name }) => kind === 'folder' || !isBeside(name))) return;
  const hasTables = entries.some(({ name }) => /\.(csv|tsv|json|jsonl)$/i.test(name));
  throw new DatasetError('zip-unsupported', {
    what: `${zip.name} is a zip archive inside the folder that was passed.`,
    next:
      more.length === 0 && !hasTables
        ? `Pass the archive itself: ${posix.join(tree.rootPath, zip.name)}.`
        : `Unpack ${more.length === 0 ? 'it' : 'them'} there and pass the folder again: for z in *.zip; do unzip -q "$z" -d "\${z%.zip}"; done`,
  });
}
