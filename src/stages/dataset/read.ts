/**
 * The stage's entry: a file tree and options in, a data set out.
 * Chooses the reader; what lies in which file is the readers' business, numbering and splits `assembleDataset`'s.
 */
import type { Observer } from '../../base/observer.js';
import type { Dataset, DatasetFormat } from '../../records/dataset.js';
import type { FileTree } from '../../storage/index.js';
import { assembleDataset, nameSome } from './assemble.js';
import { readCelebA } from './celeba.js';
import { detectFormat } from './detect.js';
import type { DatasetReader } from './draft.js';
import { readFolder } from './folder.js';
import { readHuggingFace } from './huggingface.js';
import { readImageNet } from './imagenet.js';
import { readManifest } from './manifest.js';
import type { DatasetOptions } from './options.js';
import { readUtkFace } from './utkface.js';
import { readWaterbirds } from './waterbirds.js';
import { readWebDataset } from './webdataset.js';

const READERS: Record<DatasetFormat, DatasetReader> = {
  waterbirds: readWaterbirds,
  celeba: readCelebA,
  imagenet: readImageNet,
  huggingface: readHuggingFace,
  webdataset: readWebDataset,
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
  const { format, why } = options.format
    ? { format: options.format, why: 'It was asked for.' }
    : await detectFormat(tree);
  const draft = await READERS[format]({ tree, options, observer });
  draft.notes.unshift(`Read as ${format}: ${why}`);
  for (const { kind, words } of IGNORED_KINDS) {
    const paths = tree.ignored.filter((folder) => folder.why === kind).map(({ path }) => path);
    if (paths.length > 0) draft.notes.push(`${words}: ${nameSome(paths)}.`);
  }
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

function countBy(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
