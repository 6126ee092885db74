/**
 * Rows of a label table become draft images: columns found by name, paths placed below the root, files looked up.
 * Shared by the manifest, Hugging Face, Waterbirds and CelebA readers.
 */

import { DatasetError } from '../../base/errors.js';
import { assertNotCancelled } from '../../base/observer.js';
import type { SkippedImage, SplitName } from '../../records/dataset.js';
import type { FileTree } from '../../storage/index.js';
import type { DraftImage, ReaderContext } from './draft.js';
import { FileLookup, toRootPath } from './image-paths.js';
import type { DatasetOptions } from './options.js';
import { parseSplitValue } from './splits.js';
import type { LabelTable, TableRow } from './table.js';

/** Column names that mean each role, most telling first; letter case does not count. */
export const PATH_COLUMNS =
  'path image_path img_path filepath file_path image img_filename image_filename filename file_name image_name file image_id img'.split(
    ' ',
  );
export const LABEL_COLUMNS =
  'label class class_name class_label category target y labels class_index class_id wordnet_id wnid'.split(
    ' ',
  );
export const SPLIT_COLUMNS = 'split partition subset is_valid'.split(' ');
export const MASK_COLUMNS = 'mask object_mask mask_path'.split(' ');
export const GROUP_COLUMNS = 'group place background attribute a'.split(' ');

/** Values of `is_valid` (fastai): whether a row belongs to the validation split. */
const IS_VALID: Record<string, SplitName> = { true: 'val', '1': 'val', false: 'train', '0': 'train' };

export interface RowLayout {
  path: string;
  label: string;
  split: string | null;
  mask: string | null;
  /** Folder that paths are relative to. */
  baseFolder: string;
  /** Columns that images keep. */
  extraColumns: string[];
  /** For messages. */
  fileName: string;
}

export interface PlacedRows {
  images: DraftImage[];
  skipped: SkippedImage[];
}

/** The column whose name is one of `names`, the earliest of `names` winning. */
export function findColumn(columns: string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const column = columns.find((candidate) => candidate.toLowerCase() === name);
    if (column !== undefined) return column;
  }
  return undefined;
}

/** A column that the user named. Throws `unknown-column`. */
export function requireColumn(columns: string[], name: string, fileName: string): string {
  if (columns.includes(name)) return name;
  throw new DatasetError('unknown-column', {
    what: `${fileName} has no column ${JSON.stringify(name)}.`,
    next: `Its columns are ${columns.map((column) => JSON.stringify(column)).join(', ')}.`,
  });
}

/** The group columns that the user declared, else those of `known` that exist. Throws `unknown-column`. */
export function chooseGroupColumns(
  extraColumns: string[],
  known: readonly string[],
  options: DatasetOptions,
  fileName: string,
): string[] {
  if (options.groupColumns) {
    return options.groupColumns.map((name) => requireColumn(extraColumns, name, fileName));
  }
  return extraColumns.filter((column) => known.includes(column.toLowerCase()));
}

/** Throws `unknown-split`. */
export async function placeRows(
  context: ReaderContext,
  table: LabelTable,
  layout: RowLayout,
): Promise<PlacedRows> {
  const { tree, options, observer } = context;
  const placed: PlacedRows = { images: [], skipped: listMalformed(table, layout) };
  const splitOf = createSplitParser(table, layout);
  const lookup = new FileLookup(tree);
  for (const [at, row] of table.rows.entries()) {
    if (at % 1000 === 0) {
      assertNotCancelled(observer);
      observer.progress({ task: 'reading the data set', done: at, total: table.rows.length, unit: 'rows' });
    }
    const written = row.values[layout.path] ?? '';
    const target = toRootPath(written, layout.baseFolder, tree.rootPath);
    const skip = (code: string, reason: string) => {
      const path = 'path' in target ? target.path : written || `${layout.fileName}, row ${row.number}`;
      placed.skipped.push({ path, code, reason });
    };
    const label = (row.values[layout.label] ?? '').trim();
    if ('code' in target) skip(target.code, target.reason);
    else if (label === '') skip('no-label', 'The row has no label.');
    else {
      const filePath = options.noImages ? null : await lookup.find(target.path);
      if (filePath === null && !options.noImages) {
        skip('absent-file', 'The file does not exist.');
        continue;
      }
      placed.images.push({
        path: target.path,
        location: filePath === null ? null : { kind: 'file', path: filePath },
        label,
        split: splitOf(row),
        columns: readColumns(row, layout, tree.rootPath),
      });
    }
  }
  return placed;
}

/** Null-returning where the table has no split column, or an empty one. Throws `unknown-split`. */
function createSplitParser(table: LabelTable, layout: RowLayout): (row: TableRow) => SplitName | null {
  const column = layout.split;
  if (column === null || table.rows.every((row) => (row.values[column] ?? '').trim() === ''))
    return () => null;
  const isFastai = column.toLowerCase() === 'is_valid';
  const parse = (value: string) =>
    isFastai ? (IS_VALID[value.trim().toLowerCase()] ?? null) : parseSplitValue(value);
  const unknown = new Map<string, number>();
  for (const { values } of table.rows) {
    const value = values[column] ?? '';
    if (parse(value) === null) unknown.set(value, (unknown.get(value) ?? 0) + 1);
  }
  if (unknown.size > 0) {
    const listed = [...unknown]
      .slice(0, 10)
      .map(([value, count]) => `${JSON.stringify(value)} (${count} rows)`);
    throw new DatasetError('unknown-split', {
      what: `The column ${JSON.stringify(column)} of ${layout.fileName} holds values that name no split: ${listed.join(', ')}${unknown.size > 10 ? ', …' : ''}.`,
      next: 'Use train, val and test (or 0, 1, 2), or name another column with --split-column.',
    });
  }
  return (row) => parse(row.values[column] ?? '');
}

function readColumns(row: TableRow, layout: RowLayout, rootPath: string): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const name of layout.extraColumns) columns[name] = row.values[name] ?? '';
  if (layout.mask !== null) {
    const mask = toRootPath(columns[layout.mask] ?? '', layout.baseFolder, rootPath);
    columns[layout.mask] = 'path' in mask ? mask.path : '';
  }
  return columns;
}

function listMalformed(table: LabelTable, layout: RowLayout): SkippedImage[] {
  return table.malformed.map(({ number, reason }) => ({
    path: `${layout.fileName}, row ${number}`,
    code: 'malformed-row',
    reason: `The row cannot be read: ${reason}.`,
  }));
}

/** Throws `images-absent` when rows were read and none of their files exists. */
export function assertSomePresent({ images, skipped }: PlacedRows, fileName: string, tree: FileTree): void {
  const absent = skipped.filter(({ code }) => code === 'absent-file');
  if (images.length > 0 || absent.length === 0) return;
  throw new DatasetError('images-absent', {
    what: `None of the ${absent.length} images that ${fileName} lists exists; the first is ${JSON.stringify(absent[0]!.path)}, looked for in ${tree.rootPath}.`,
    next: `Put ${fileName} where its paths are right, or pass --no-images to work with features and predictions made elsewhere.`,
  });
}
