/**
 * ImageNet (ILSVRC-2012) and Tiny ImageNet as published: wnid folders for training, a validation folder that is flat
 * (labels from one of the files that circulate) or made of wnid folders, ReaL labels when `real.json` is there.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileEntry, FileTree } from '../../../storage/index.js';
import { isImageName } from '../../../tables/index.js';
import type { Draft, ReaderContext } from '../draft.js';
import { readClassNames } from '../tables/class-names.js';
import { createFolderDraft, readClassFolders } from './folder.js';
import { LABEL_SOURCE_NAMES, readValLabels } from './imagenet-labels.js';
import { findFile } from './places.js';

const BASE_FOLDERS = [
  '',
  'ILSVRC/Data/CLS-LOC',
  'Data/CLS-LOC',
  'CLS-LOC',
  'ILSVRC2012',
  'imagenet',
  'tiny-imagenet-200',
];
const TRAIN_NAMES = ['train', 'ILSVRC2012_img_train'];
const VAL_NAMES = ['val', 'validation', 'ILSVRC2012_img_val'];
const LABEL_FOLDERS = [
  'devkit/data',
  'data',
  'ILSVRC2012_devkit_t12/data',
  'ILSVRC/devkit/data',
  'ILSVRC2012_devkit_t12',
];
/** `ILSVRC2012_val_00000293.JPEG`; the number counts from 1 and orders the label files. */
const VAL_IMAGE = /^ILSVRC2012_val_(\d{8})\.jpe?g$/i;
const CLASS_COUNT = 1000;

interface ImageNetLayout {
  base: string;
  train: string | null;
  val: string | null;
}

/** Throws `no-imagenet-folders`, `val-labels-missing`, `devkit-mapping-missing`. */
export async function readImageNet(context: ReaderContext): Promise<Draft> {
  const { tree } = context;
  const layout = await findLayout(tree);
  if (layout === null) {
    throw new DatasetError('no-imagenet-folders', {
      what: 'There is no folder train or val with wnid folders or ILSVRC2012_val images.',
      next: 'Name the folder that holds train/ and val/.',
    });
  }
  const draft = createFolderDraft();
  draft.lookedFor = 'train/<wnid>/*.JPEG and val/*.JPEG';
  const labelFolders = ['', layout.base, layout.val ?? '', ...LABEL_FOLDERS];
  if (layout.train !== null) await readClassFolders(context, { split: 'train', path: layout.train }, draft);
  if (layout.val !== null) await readValFolder(context, layout.val, labelFolders, draft);
  const names = await readClassNames(tree, labelFolders);
  if (names !== null) {
    draft.names = names.entries;
    draft.notes.push(`Class names were read from ${names.fileName}.`);
  }
  await addRealLabels(tree, labelFolders, draft);
  return draft;
}

/** What tells ImageNet from other trees of wnid folders: its validation file names, or one of its label files. */
export async function findImageNetMark(tree: FileTree): Promise<string | null> {
  const layout = await findLayout(tree);
  if (layout === null) return null;
  const labels = await findFile(
    tree,
    ['', layout.base, layout.val ?? '', ...LABEL_FOLDERS],
    LABEL_SOURCE_NAMES,
  );
  if (labels !== null) return labels;
  if (layout.val === null) return null;
  const entries = await tree.list(layout.val);
  const first = entries.find(({ kind }) => kind === 'folder');
  const images = first === undefined ? entries : await tree.list(first.path);
  return images.find(({ name }) => VAL_IMAGE.test(name))?.path ?? null;
}

async function findLayout(tree: FileTree): Promise<ImageNetLayout | null> {
  for (const base of BASE_FOLDERS) {
    const entries = await tree.list(base);
    const find = (names: string[]) =>
      entries.find(({ kind, name }) => kind === 'folder' && names.includes(name))?.path ?? null;
    const [train, val] = [find(TRAIN_NAMES), find(VAL_NAMES)];
    if (train !== null || val !== null) return { base, train, val };
    if (entries.some(({ name }) => VAL_IMAGE.test(name))) return { base, train: null, val: base };
  }
  return null;
}

async function readValFolder(
  context: ReaderContext,
  folder: string,
  labelFolders: string[],
  draft: Draft,
): Promise<void> {
  const { tree, options } = context;
  const entries = await tree.list(folder);
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const [only] = folders;
  const isNested = folders.length === 1 && only?.name === 'images';
  if (folders.length > 0 && !isNested) {
    return readClassFolders(context, { split: 'val', path: folder }, draft);
  }
  const images = (isNested ? await tree.list(only!.path) : entries).filter(isImageEntry);
  if (images.length === 0) return;
  const labels = await readValLabels(tree, labelFolders);
  draft.notes.push(`Validation labels were read from ${labels.fileName}.`);
  for (const { name, path } of images) {
    const wordnetId = labels.wordnetIdOf(name, valNumberOf(name));
    if (wordnetId === undefined) {
      draft.skipped.push({
        path,
        code: 'no-label',
        reason: `${labels.fileName} has no label for the image.`,
      });
      continue;
    }
    const location = options.noImages ? null : ({ kind: 'file', path } as const);
    draft.images.push({ path, location, label: wordnetId, split: 'val', columns: {} });
  }
}

/** ReaL labels (Beyer et al. 2020): entry i of `real.json` lists the classes of validation image i + 1. */
async function addRealLabels(tree: FileTree, folders: string[], draft: Draft): Promise<void> {
  const fileName = await findFile(tree, folders, ['real.json']);
  if (fileName === null) return;
  const lists = parseRealLabels(await tree.readText(fileName), fileName);
  draft.extraColumns = ['real'];
  for (const image of draft.images) {
    const number = valNumberOf(image.path.slice(image.path.lastIndexOf('/') + 1));
    const real = number === null ? '' : (lists[number - 1] ?? []).join(' ');
    image.columns = { real };
  }
  const classCount = new Set(draft.images.map(({ label }) => label)).size;
  draft.notes.push(
    `ReaL labels were read from ${fileName} into the column "real" (class indices of all ${CLASS_COUNT} classes)` +
      `${classCount === CLASS_COUNT ? '' : `; this data set has ${classCount} classes, so its own indices differ`}.`,
  );
}

function parseRealLabels(text: string, fileName: string): number[][] {
  try {
    const lists: unknown = JSON.parse(text);
    if (Array.isArray(lists) && lists.every((list) => Array.isArray(list) && list.every(Number.isInteger)))
      return lists;
  } catch {
    // Reported below, as any other content that is not a list of lists.
  }
  throw new DatasetError('real-labels-malformed', {
    what: `${fileName} is not a JSON list of lists of class indices.`,
    next: 'Download real.json of "reassessed-imagenet" again, or move the file away.',
  });
}

function valNumberOf(name: string): number | null {
  const match = VAL_IMAGE.exec(name);
  return match === null ? null : Number(match[1]);
}

function isImageEntry({ kind, name }: FileEntry): boolean {
  return kind === 'file' && isImageName(name);
}
