/**
 * Hugging Face image folders: `metadata.csv|jsonl|parquet` beside the images, at the root or in each split's folder.
 * Labels are a column; splits are folders. Lists of files and archives are not read.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileTree } from '../../../storage/index.js';
import { parseTableBytes, type Table } from '../../../tables/index.js';
import type { Draft, DraftImage, ReaderContext } from '../draft.js';
import { orderBySplit, parseSplitName } from '../splits.js';
import {
  assertSomePresent,
  chooseGroups,
  findColumn,
  hintNotes,
  LABEL_COLUMNS,
  MASK_COLUMNS,
  placeRows,
  requireColumn,
} from '../tables/rows.js';
import { noColumn } from './manifest.js';
import { listPlaces } from './places.js';

const METADATA_NAME = /^metadata\.(csv|jsonl|parquet)$/;
/** `file_name` itself, or `x_file_name` of a further image column `x`. */
const FILE_NAME_COLUMN = /^(.+_)?file_name$/;

/** Throws `no-metadata`, `mixed-metadata`, `no-label-column`, `no-path-column`, and as `placeRows`. */
export async function readHuggingFace(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  const files = await findMetadata(tree);
  if (files.length === 0) {
    throw new DatasetError('no-metadata', {
      what: 'No metadata.csv, metadata.jsonl or metadata.parquet was found at the root or in the folder of a split.',
      next: 'Without metadata, labels are folder names: pass --format folder.',
    });
  }
  assertOneKind(files);
  const images: DraftImage[] = [];
  const skipped: Draft['skipped'] = [];
  const columns = new Set<string>();
  let maskColumn: string | null = null;
  const notes: string[] = [];
  let hint: string | null = null;
  for (const fileName of files) {
    const table = await readMetadata(tree, fileName);
    const layout = chooseLayout(table, fileName, context);
    for (const column of layout.extraColumns) columns.add(column);
    maskColumn ??= layout.mask;
    const placed = await placeRows(context, table, layout);
    const folderSplit = splitOfFolder(layout.baseFolder);
    for (const image of placed.images) {
      const split =
        image.split ?? folderSplit ?? splitOfFolder(image.path.slice(0, image.path.lastIndexOf('/')));
      images.push({ ...image, split });
    }
    skipped.push(...placed.skipped);
    notes.push(...table.notes, ...placed.notes, ...hintNotes(placed));
    hint ??= placed.hint;
  }
  assertSomePresent({ images, skipped, hint }, files.join(', '), tree);
  const extraColumns = [...columns];
  return {
    images: files.length === 1 ? images : orderBySplit(images),
    sortIntegers: true,
    extraColumns,
    ...chooseGroups(extraColumns, maskColumn, options, files.join(', ')),
    maskColumn,
    skipped,
    notes: [...notes, `Labels were read from ${files.join(', ')}; folder names give none.`],
    lookedFor: `rows of ${files.join(', ')} with a file_name and a label`,
  };
}

/** Metadata files at the root and in the folders of splits. */
export async function findMetadata(tree: FileTree): Promise<string[]> {
  const found: string[] = [];
  for (const place of await listPlaces(tree)) {
    for (const { name, path } of await tree.list(place)) if (METADATA_NAME.test(name)) found.push(path);
  }
  return found;
}

/** `x_file_name` is another image of the row, called `x`; the images studied are those of `file_name`. */
export function findFileNameColumn(columns: string[]): string | undefined {
  return (
    columns.find((column) => column === 'file_name') ??
    columns.find((column) => FILE_NAME_COLUMN.test(column))
  );
}

async function readMetadata(tree: FileTree, fileName: string): Promise<Table> {
  return parseTableBytes(await tree.readBytes(fileName), fileName);
}

function chooseLayout(table: Table, fileName: string, { options }: ReaderContext) {
  const { columns } = table;
  const asked = (name: string | undefined) =>
    name === undefined ? undefined : requireColumn(columns, name, fileName);
  const path = asked(options.pathColumn) ?? findFileNameColumn(columns);
  const label = asked(options.labelColumn) ?? findColumn(columns, LABEL_COLUMNS);
  if (path === undefined) throw noColumn('path', fileName, columns);
  if (label === undefined) {
    throw noColumn('label', fileName, columns, 'or, where folders are the classes, pass --format folder');
  }
  const split = asked(options.splitColumn) ?? findColumn(columns, ['split']) ?? null;
  const mask = asked(options.maskColumn) ?? findColumn(columns, MASK_COLUMNS) ?? null;
  const extraColumns = columns.filter((column) => column !== path && column !== label && column !== split);
  const baseFolder = fileName.includes('/') ? fileName.slice(0, fileName.lastIndexOf('/')) : '';
  return { path, label, split, mask, baseFolder, extraColumns, fileName };
}

function splitOfFolder(folder: string) {
  return parseSplitName(folder.split('/')[0]!);
}

function assertOneKind(files: string[]): void {
  const kinds = new Set(files.map((file) => file.slice(file.lastIndexOf('.'))));
  if (kinds.size < 2) return;
  throw new DatasetError('mixed-metadata', {
    what: `Metadata files of several kinds were found: ${files.join(', ')}.`,
    next: 'Keep one kind, or name the file you mean as DATA with --format manifest.',
  });
}
