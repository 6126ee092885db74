/**
 * The stage's entry: a file tree and options in, a data set out.
 * Chooses the reader; what lies in which file is the readers' business, numbering and splits `assembleDataset`'s.
 */
import type { Observer } from '../../base/observer.js';
import type { Dataset, DatasetFormat } from '../../records/dataset.js';
import type { FileTree } from '../../storage/index.js';
import { assembleDataset, nameSome } from './assemble.js';
import type { DatasetReader } from './draft.js';
import { readCelebA } from './formats/celeba.js';
import { detectFormat } from './formats/detect.js';
import { readCoco } from './formats/exports/coco.js';
import { readFiftyOne } from './formats/exports/fiftyone.js';
import { readLabelStudio } from './formats/exports/label-studio.js';
import { readFolder } from './formats/folder.js';
import { readHuggingFace } from './formats/huggingface.js';
import { readImageNet } from './formats/imagenet.js';
import { readManifest } from './formats/manifest.js';
import { readParquet } from './formats/parquet/parquet.js';
import { readUtkFace } from './formats/utkface.js';
import { readWaterbirds } from './formats/waterbirds.js';
import { readWebDataset } from './formats/webdataset.js';
import type { DatasetOptions } from './options.js';

const READERS: Record<DatasetFormat, DatasetReader> = {
  waterbirds: readWaterbirds,
  celeba: readCelebA,
  imagenet: readImageNet,
  huggingface: readHuggingFace,
  parquet: readParquet,
  webdataset: readWebDataset,
  fiftyone: readFiftyOne,
  coco: readCoco,
  'label-studio': readLabelStudio,
  utkface: readUtkFace,
  manifest: readManifest,
  folder: readFolder,
};

/**
 * Reads classes, splits and images, without opening an image. Equal trees and options give equal data sets.
 * Throws `DatasetError` (`no-images`, `one-class`, `images-absent`, `unknown-split`, … and each reader's own),
 * `UsageError` for options out of range, `CancelledError`.
 */
export async function readDataset(
  tree: FileTree,
  options: DatasetOptions,
  observer: Observer,
): Promise<Dataset> {
  try {
    return await readWholly(tree, options, observer);
  } catch (error) {
    // Where nothing else was found, what was left out may be all that there is.
    const linksOut = describeLinksOut(tree);
    if (linksOut !== null) observer.warn(linksOut);
    throw error;
  }
}

async function readWholly(tree: FileTree, options: DatasetOptions, observer: Observer): Promise<Dataset> {
  const { format, why } = options.format
    ? { format: options.format, why: 'It was asked for.' }
    : await detectFormat(tree, options);
  const draft = await READERS[format]({ tree, options, observer });
  if (tree.archiveName !== null) draft.notes.unshift(`Read inside ${tree.archiveName}, which stays packed.`);
  draft.notes.unshift(`Read as ${format}: ${why}`);
  for (const { kind, words } of IGNORED_KINDS) {
    const paths = tree.ignored.filter((folder) => folder.why === kind).map(({ path }) => path);
    if (paths.length > 0) draft.notes.push(`${words}: ${nameSome(paths)}.`);
  }
  const linksOut = describeLinksOut(tree);
  if (linksOut !== null) draft.notes.push(linksOut);
  const dataset = assembleDataset(format, draft, options);
  const reasons = countBy(dataset.skipped.map(({ reason }) => reason));
  for (const [reason, count] of reasons) {
    observer.warn(`${count} ${count === 1 ? 'entry' : 'entries'} of the data set left out: ${reason}`);
  }
  return dataset;
}

const IGNORED_KINDS = [
  { kind: 'hidden', words: 'Hidden folders were not read (torchvision would take them for classes)' },
  { kind: 'link-loop', words: 'Links that lead back to a folder above them were not followed' },
] as const;

/** How many links lead out of the data set's folder; null for none. */
function describeLinksOut(tree: FileTree): string | null {
  const paths = tree.ignored.filter(({ why }) => why === 'link-out').map(({ path }) => path);
  if (paths.length === 0) return null;
  return (
    `${paths.length === 1 ? 'One link leads' : `${paths.length} links lead`} out of the data set's folder and ${paths.length === 1 ? 'was' : 'were'} left out: ${nameSome(paths)}. ` +
    'An archive or somebody else may have put them there; if they are yours, run `init` with --follow-links.'
  );
}

function countBy(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
