/**
 * Image folders as torchvision reads them: `<split>/<class>/**` or `<class>/**`.
 * Classes are folder names, exactly as written; images keep torchvision's order.
 */
import { DatasetError } from '../../../base/errors.js';
import { assertNotCancelled } from '../../../base/observer.js';
import { SPLIT_NAMES, type SplitName } from '../../../records/dataset.js';
import type { FileEntry, FileTree } from '../../../storage/index.js';
import { IMAGE_EXTENSIONS_IN_WORDS, isImageName } from '../../../tables/index.js';
import { nameSome } from '../assemble.js';
import { type Draft, NO_COLUMNS, type ReaderContext } from '../draft.js';
import type { DatasetOptions } from '../options.js';
import { parseSplitName } from '../splits.js';
import { readClassNames } from '../tables/class-names.js';

/** A folder that holds the classes of one split. */
export interface SplitFolder {
  /** Null where the root itself holds the classes. */
  split: SplitName | null;
  path: string;
}

/** Throws `split-folder-missing`, `ambiguous-splits`. */
export async function readFolder(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  const draft = createFolderDraft();
  const root = await findDataFolder(tree);
  if (root !== '') draft.notes.push(`The data set was read from its only folder, ${root}.`);
  const { folders, ignored } = await findSplitFolders(tree, options, root);
  if (ignored.length > 0) draft.notes.push(`Folders beside the splits were not read: ${nameSome(ignored)}.`);
  for (const folder of folders) await readClassFolders(context, folder, draft);
  const names = await readClassNames(tree, [root, '']);
  if (names !== null) {
    draft.names = names.entries;
    draft.notes.push(`Class names were read from ${names.fileName}.`);
  }
  noteIntegerFolders(draft);
  for (const entry of await tree.list(root)) {
    if (/^metadata\.(csv|jsonl|parquet)$/.test(entry.name)) {
      draft.notes.push(
        `${entry.name} was not used: labels are taken from folder names. Pass --format huggingface or manifest to read it.`,
      );
    }
  }
  return draft;
}

/** A draft without images yet. */
export function createFolderDraft(): Draft {
  return {
    images: [],
    knownLabels: [],
    sortIntegers: false,
    extraColumns: [],
    groupColumns: [],
    maskColumn: null,
    skipped: [],
    notes: [],
    lookedFor: `<split>/<class>/ and <class>/ folders with files ending in ${IMAGE_EXTENSIONS_IN_WORDS}`,
  };
}

/**
 * Folders count as splits when one of them is the training split, or when all are splits; a folder that holds images
 * and no folders is a class even if it is called "train".
 * @throws DatasetError `ambiguous-splits` for two folders of one split.
 */
export async function findSplitFolders(
  tree: FileTree,
  options: Pick<DatasetOptions, 'splitFolders'>,
  root = '',
): Promise<{ folders: SplitFolder[]; ignored: string[] }> {
  const entries = (await tree.list(root)).filter(({ kind }) => kind === 'folder');
  if (options.splitFolders)
    return { folders: await toNamedSplits(tree, options.splitFolders, entries), ignored: [] };
  const found: SplitFolder[] = [];
  const ignored: string[] = [];
  for (const { name, path } of entries) {
    const split = parseSplitName(name);
    if (split !== null && !(await isClassFolder(tree, path))) found.push({ split, path });
    else ignored.push(name);
  }
  const isSplit = found.some(({ split }) => split === 'train') || (found.length > 0 && ignored.length === 0);
  if (!isSplit) return { folders: [{ split: null, path: root }], ignored: [] };
  const repeated = found.find(({ split }, at) => found.findIndex((other) => other.split === split) !== at);
  if (repeated !== undefined) {
    const paths = found.filter(({ split }) => split === repeated.split).map(({ path }) => path);
    throw new DatasetError('ambiguous-splits', {
      what: `Several folders read as the ${repeated.split} split: ${paths.join(', ')}.`,
      next: 'Rename or move all but one of them.',
    });
  }
  found.sort((a, b) => SPLIT_NAMES.indexOf(a.split!) - SPLIT_NAMES.indexOf(b.split!));
  return { folders: found, ignored };
}

/** Adds the images of every class folder in `folder` to the draft. */
export async function readClassFolders(
  { tree, options, observer }: ReaderContext,
  folder: SplitFolder,
  draft: Draft,
): Promise<void> {
  const otherFiles: string[] = [];
  for (const entry of await tree.list(folder.path)) {
    assertNotCancelled(observer);
    if (entry.kind === 'file') {
      if (!isImageName(entry.name)) continue;
      const reason = 'The image lies in no class folder.';
      draft.skipped.push({ path: entry.path, code: 'no-class-folder', reason });
      continue;
    }
    draft.knownLabels!.push(entry.name);
    for await (const file of tree.walk(entry.path)) {
      if (!isImageName(file.name)) {
        otherFiles.push(file.path);
        continue;
      }
      draft.images.push({
        path: file.path,
        location: options.noImages ? null : { kind: 'file', path: file.path },
        label: entry.name,
        split: folder.split,
        columns: NO_COLUMNS,
      });
    }
    observer.progress({
      task: 'reading the data set',
      done: draft.images.length,
      total: null,
      unit: 'images',
    });
  }
  if (otherFiles.length > 0) {
    draft.notes.push(
      `${otherFiles.length} files in ${folder.path || 'the class folders'} are not images by their names: ${nameSome(otherFiles)}.`,
    );
  }
}

async function isClassFolder(tree: FileTree, path: string): Promise<boolean> {
  const entries = await tree.list(path);
  return !entries.some(({ kind }) => kind === 'folder') && entries.some(({ name }) => isImageName(name));
}

/** `data/birds/train/…` with nothing beside `birds`: an archive unpacked into a folder of its own. */
export async function findDataFolder(tree: FileTree): Promise<string> {
  let root = '';
  for (;;) {
    const entries = await tree.list(root);
    const [only, ...others] = entries.filter(({ kind }) => kind === 'folder');
    if (only === undefined || others.length > 0 || parseSplitName(only.name) !== null) return root;
    const inside = (await tree.list(only.path)).filter(({ kind }) => kind === 'folder');
    if (inside.length === 0 || entries.some(({ kind, name }) => kind === 'file' && isImageName(name)))
      return root;
    root = only.path;
  }
}

async function toNamedSplits(
  tree: FileTree,
  named: Partial<Record<SplitName, string>>,
  entries: FileEntry[],
): Promise<SplitFolder[]> {
  const folders: SplitFolder[] = [];
  for (const split of SPLIT_NAMES) {
    const path = named[split]?.replace(/\/+$/, '');
    if (path === undefined) continue;
    if (!(await tree.exists(path))) {
      throw new DatasetError('split-folder-missing', {
        what: `There is no folder ${JSON.stringify(path)} for the ${split} split.`,
        next: `The folders here are ${entries.map(({ name }) => JSON.stringify(name)).join(', ') || 'none'}.`,
      });
    }
    folders.push({ split, path });
  }
  return folders;
}

/** As text 10 sorts before 2, so a model trained with numeric labels would be read wrongly: say it. */
function noteIntegerFolders(draft: Draft): void {
  const labels = [...new Set(draft.knownLabels)];
  if (labels.length > 10 && labels.every((label) => /^(0|[1-9]\d*)$/.test(label))) {
    draft.notes.push(
      'Class folders are named by numbers and sort as text, as in torchvision: class index 2 is folder "10". ' +
        'Give a class list for another numbering.',
    );
  }
}
