/**
 * What the exports of labelling tools have in common: JSON files of images and labels become rows, rows become images.
 * In: the files and how to parse one. Out: a draft. Where images lie is the business of the resolver of paths.
 */
import { DatasetError } from '../../../../base/errors.js';
import type { SkippedImage } from '../../../../records/dataset.js';
import type { FileTree } from '../../../../storage/index.js';
import type { Table } from '../../../../tables/index.js';
import { nameSome } from '../../assemble.js';
import type { Draft, ReaderContext } from '../../draft.js';
import { orderBySplit } from '../../splits.js';
import type { ClassListEntry } from '../../tables/class-list.js';
import { assertSomePresent, chooseGroups, hintNotes, type PlacedRows, placeRows } from '../../tables/rows.js';
import { listPlaces } from '../places.js';
import { splitsOfShards } from '../shard-splits.js';

/** One image of an export. */
export interface ExportedImage {
  /** As the export writes it. */
  path: string;
  label: string;
  columns: Record<string, string>;
}

/** What one file holds. */
export interface Export {
  /** Folders that paths may be relative to, likeliest first. */
  baseFolders: string[];
  images: ExportedImage[];
  skipped: SkippedImage[];
  notes: string[];
  /** What is known of classes beside their names. */
  names?: ClassListEntry[];
}

/** An image, and all that was said of it. */
interface Voted {
  path: string;
  labels: readonly string[];
  columns?: Record<string, string>;
}

/** Cells of the table that an export becomes; no column of an export is called so. */
const [PATH, LABEL] = ['\0path', '\0label'];
/** Enough of a file to tell its kind by. */
const SNIFF_BYTES = 64 * 1024;
/** Enough images that a few lost ones do not hide the folder of the others. */
const SNIFF_IMAGES = 20;
/** Folders that tools put their label files into. */
const ANNOTATION_FOLDERS = /^(annotations?|labels)$/i;

/** JSON files at the root, in folders of splits and of annotations, whose beginning has the signs of a format. */
export async function findExports(
  tree: FileTree,
  isOne: (start: string, path: string) => boolean,
): Promise<string[]> {
  const places = new Set(await listPlaces(tree));
  for (const place of [...places]) {
    for (const { kind, name, path } of await tree.list(place)) {
      if (kind === 'folder' && ANNOTATION_FOLDERS.test(name)) places.add(path);
    }
  }
  const found: string[] = [];
  for (const place of places) {
    for (const { kind, name, path } of await tree.list(place)) {
      if (kind !== 'file' || !/\.json$/i.test(name)) continue;
      const start = new TextDecoder().decode(await tree.readBytes(path, 0, SNIFF_BYTES));
      if (isOne(start, path)) found.push(path);
    }
  }
  return found;
}

/** Splits are words in the names of the files and their folders. Throws `no-export`, `export-malformed`, and as `placeRows`. */
export async function readExports(
  context: ReaderContext,
  files: readonly string[],
  tool: string,
  parse: (text: string, fileName: string) => Export,
): Promise<Draft> {
  const { tree, options } = context;
  if (files.length === 0) throw noExport(tool);
  const splits = splitsOfShards(files);
  const draft: Draft = {
    images: [],
    sortIntegers: false,
    extraColumns: [],
    groupColumns: [],
    maskColumn: null,
    skipped: [],
    notes: [`${nameSome([...files])}: an export of ${tool}.`],
    lookedFor: `images with a label in ${nameSome([...files])}`,
  };
  const placed: PlacedRows = { images: draft.images, skipped: draft.skipped, notes: draft.notes, hint: null };
  const names = new Map<string, ClassListEntry>();
  for (const [at, fileName] of files.entries()) {
    const one = parseFile(await tree.readText(fileName), fileName, parse);
    const baseFolder = await chooseFolder(tree, one);
    const columns = [...new Set(one.images.flatMap((image) => Object.keys(image.columns)))];
    const extraColumns = columns;
    const layout = {
      path: PATH,
      label: LABEL,
      split: null,
      mask: null,
      extraColumns,
      fileName,
      baseFolder,
    };
    const found = await placeRows(context, toTable(one.images, columns), layout);
    for (const image of found.images) draft.images.push({ ...image, split: image.split ?? splits[at]! });
    draft.skipped.push(...one.skipped, ...found.skipped);
    draft.notes.push(...one.notes, ...found.notes, ...hintNotes(found));
    draft.extraColumns = [...new Set([...draft.extraColumns, ...columns])];
    placed.hint ??= found.hint;
    for (const entry of one.names ?? []) names.set(entry.name, entry);
  }
  assertSomePresent(placed, nameSome([...files]), tree);
  draft.images = orderBySplit(draft.images);
  Object.assign(draft, chooseGroups(draft.extraColumns, null, options, files[0]!));
  return { ...draft, names: [...names.values()] };
}

/**
 * The label that most of what is said of an image agrees on; images without one are skipped (`no-label`, `no-majority`).
 * A note counts the images of which several things are said.
 */
export function takeMajorities(
  votes: readonly Voted[],
  thing: string,
): Pick<Export, 'images' | 'skipped' | 'notes'> {
  const found: Pick<Export, 'images' | 'skipped' | 'notes'> = { images: [], skipped: [], notes: [] };
  let mixedCount = 0;
  for (const { path, labels, columns = {} } of votes) {
    const skip = (code: string, reason: string) => found.skipped.push({ path, code, reason });
    if (new Set(labels).size > 1) mixedCount++;
    const label = findMajority(labels);
    if (labels.length === 0) skip('no-label', 'The image has no label.');
    else if (label === null) skip('no-majority', `Several ${thing} are named equally often.`);
    else found.images.push({ path, label, columns });
  }
  if (mixedCount > 0) {
    found.notes.push(
      `${mixedCount} of ${votes.length} images have several ${thing}; the most frequent of an image is its class, and images without one are left out.`,
    );
  }
  return found;
}

/** The most frequent; null where there is none, or several. */
function findMajority(labels: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const [first, second] = [...counts].filter(([, count]) => count === most);
  return first === undefined || second !== undefined ? null : first[0];
}

/** The first folder in which one of the first images lies; where there is none, the resolver of paths looks further. */
async function chooseFolder(tree: FileTree, { baseFolders, images }: Export): Promise<string> {
  for (const folder of baseFolders) {
    for (const { path } of images.slice(0, SNIFF_IMAGES)) {
      if (await tree.exists(folder === '' ? path : `${folder}/${path}`)) return folder;
    }
  }
  return baseFolders[0]!;
}

/** The folder that a file lies in. */
export function toFolder(fileName: string): string {
  return fileName.slice(0, Math.max(0, fileName.lastIndexOf('/')));
}

function parseFile(
  text: string,
  fileName: string,
  parse: (text: string, fileName: string) => Export,
): Export {
  try {
    return parse(text.replace(/^\uFEFF/, ''), fileName);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError('export-malformed', {
      what: `${fileName} cannot be read: ${cause instanceof SyntaxError ? 'it is not valid JSON' : 'its parts are not what they should be'}.`,
      next: 'Export it again, or write a CSV with the columns path and label.',
      cause,
    });
  }
}

function toTable(images: readonly ExportedImage[], columns: string[]): Table {
  return {
    columns: [PATH, LABEL, ...columns],
    rows: images.map(({ path, label, columns: values }, at) => ({
      number: at + 1,
      line: at + 1,
      values: { ...values, [PATH]: path, [LABEL]: label },
    })),
    malformed: [],
    notes: [],
  };
}

function noExport(tool: string): DatasetError {
  return new DatasetError('no-export', {
    what: `No JSON file that ${tool} writes was found at the root, in the folders of splits, or in annotations/.`,
    next: 'Pass the folder that holds the JSON file and the images, or the JSON file itself.',
  });
}
