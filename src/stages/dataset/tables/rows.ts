/**
 * Rows of a label table become draft images: columns found by name, paths placed below the root, files looked up.
 * Shared by the manifest, Hugging Face, Waterbirds and CelebA readers.
 */

import { DatasetError } from '../../../base/errors.js';
import { assertNotCancelled } from '../../../base/observer.js';
import type { SkippedImage, SplitName } from '../../../records/dataset.js';
import type { FileTree } from '../../../storage/index.js';
import { type Table, type TableRow, toRootPath } from '../../../tables/index.js';
import type { Draft, DraftImage, ReaderContext } from '../draft.js';
import type { DatasetOptions } from '../options.js';
import { parseSplitValue } from '../splits.js';
import { type LocatedImages, locateImages } from './locate-images.js';

/** Column names that mean each role, most telling first; letter case does not count. */
export const PATH_COLUMNS =
  'path image_path img_path filepath file_path image img_filename image_filename filename file_name image_name file image_id img id id_code uuid'.split(
    ' ',
  );
/** Names of label columns, the likeliest first. */
export const LABEL_COLUMNS =
  'label class class_name class_label category target y labels class_index class_id wordnet_id wnid'.split(
    ' ',
  );
/** Names of split columns. */
export const SPLIT_COLUMNS = 'split partition subset is_valid'.split(' ');
/** Names of columns with object masks. */
export const MASK_COLUMNS = 'mask object_mask mask_path'.split(' ');
/** Names of group columns. */
const GROUP_COLUMNS = 'group place background attribute a'.split(' ');

/** Values of `is_valid` (fastai): whether a row belongs to the validation split. */
const IS_VALID: Record<string, SplitName> = { true: 'val', '1': 'val', false: 'train', '0': 'train' };

/** Which column of a table holds what; null where there is none. */
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

/** Rows that became images, and rows that did not. */
export interface PlacedRows {
  images: DraftImage[];
  skipped: SkippedImage[];
  /** What was assumed about paths, for the user. */
  notes: string[];
  /** What would explain paths that miss; null for nothing. */
  hint: string | null;
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

/** As `chooseGroupColumns` for a table of any origin, where all other columns are candidates too. Throws `unknown-column`. */
export function chooseGroups(
  extraColumns: string[],
  maskColumn: string | null,
  options: DatasetOptions,
  fileName: string,
): Pick<Draft, 'groupColumns' | 'groupCandidates'> {
  const groupColumns = chooseGroupColumns(extraColumns, GROUP_COLUMNS, options, fileName);
  if (options.groupColumns) return { groupColumns };
  const isOpen = (column: string) => column !== maskColumn && !groupColumns.includes(column);
  return { groupColumns, groupCandidates: extraColumns.filter(isOpen) };
}

/** Rows become images by the files that their paths mean. Throws `unknown-split`. */
export async function placeRows(
  context: ReaderContext,
  table: Table,
  layout: RowLayout,
): Promise<PlacedRows> {
  const { tree, options, observer } = context;
  const { split } = layout;
  const readSplit = (row: TableRow) => (split === null ? '' : (row.values[split] ?? ''));
  const parseSplit = createSplitParser(table.rows.map(readSplit), split ?? '', layout.fileName);
  const located = options.noImages ? null : await locateColumn(tree, table, layout, layout.path);
  const masks = await locateMasks(context, table, layout);
  const placed: PlacedRows = {
    images: [],
    skipped: listMalformed(table, layout),
    notes: [...(located?.notes ?? []), ...(masks?.notes ?? [])],
    hint: located?.hint ?? null,
  };
  for (const [at, row] of table.rows.entries()) {
    if (at % 1000 === 0) {
      assertNotCancelled(observer);
      observer.progress({ task: 'reading the data set', done: at, total: table.rows.length, unit: 'rows' });
    }
    const written = row.values[layout.path] ?? '';
    const target = toRootPath(written, layout.baseFolder, tree.rootPath);
    const file = located?.files[at] ?? null;
    const skip = (code: string, reason: string) => {
      const path = 'path' in target ? target.path : written || `${layout.fileName}, row ${row.number}`;
      placed.skipped.push({ path, code, reason });
    };
    const label = row.values[layout.label] ?? '';
    if (file === null && 'code' in target) skip(target.code, target.reason);
    else if (label.trim() === '') skip('no-label', 'The row has no label.');
    else if (file === null && located !== null) skip('absent-file', 'The file does not exist.');
    else {
      placed.images.push({
        path: file ?? ('path' in target ? target.path : written),
        location: file === null ? null : { kind: 'file', path: file },
        label,
        split: parseSplit(readSplit(row)),
        columns: readColumns(row, layout, masks?.files[at] ?? null, tree.rootPath),
      });
    }
  }
  return placed;
}

function locateColumn(
  tree: FileTree,
  table: Table,
  layout: RowLayout,
  column: string,
): Promise<LocatedImages> {
  const written = table.rows.map(({ values }) => values[column] ?? '');
  return locateImages(tree, { written, baseFolder: layout.baseFolder, fileName: layout.fileName });
}

async function locateMasks(
  { tree, options }: ReaderContext,
  table: Table,
  layout: RowLayout,
): Promise<LocatedImages | null> {
  const { mask } = layout;
  const hasMasks = mask !== null && table.rows.some(({ values }) => (values[mask] ?? '').trim() !== '');
  return hasMasks && !options.noImages ? locateColumn(tree, table, layout, mask) : null;
}

/**
 * What the values of a split column mean; null-returning where all are empty. Throws `unknown-split`.
 * @param values all of the column
 */
export function createSplitParser(
  values: readonly string[],
  column: string,
  fileName: string,
): (value: string) => SplitName | null {
  if (values.every((value) => value.trim() === '')) return () => null;
  const isFastai = column.toLowerCase() === 'is_valid';
  const parse = (value: string) =>
    isFastai ? (IS_VALID[value.trim().toLowerCase()] ?? null) : parseSplitValue(value);
  const unknown = new Map<string, number>();
  for (const value of values) {
    if (parse(value) === null) unknown.set(value, (unknown.get(value) ?? 0) + 1);
  }
  if (unknown.size > 0) {
    const listed = [...unknown]
      .slice(0, 10)
      .map(([value, count]) => `${JSON.stringify(value)} (${count} rows)`);
    throw new DatasetError('unknown-split', {
      what: `The column ${JSON.stringify(column)} of ${fileName} holds values that name no split: ${listed.join(', ')}${unknown.size > 10 ? ', …' : ''}.`,
      next: 'Use train, val and test (or 0, 1, 2), or name another column with --split-column.',
    });
  }
  return parse;
}

function readColumns(
  row: TableRow,
  layout: RowLayout,
  maskFile: string | null,
  rootPath: string,
): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const name of layout.extraColumns) columns[name] = row.values[name] ?? '';
  if (layout.mask !== null) {
    const mask = toRootPath(columns[layout.mask] ?? '', layout.baseFolder, rootPath);
    columns[layout.mask] = maskFile ?? ('path' in mask ? mask.path : '');
  }
  return columns;
}

function listMalformed(table: Table, layout: RowLayout): SkippedImage[] {
  return table.malformed.map(({ number, reason }) => ({
    path: `${layout.fileName}, row ${number}`,
    code: 'malformed-row',
    reason: `The row cannot be read: ${reason}.`,
  }));
}

/** Throws `images-absent` when rows were read and none of their files exists; says what would explain the paths. */
export function assertSomePresent(
  { images, skipped, hint }: Omit<PlacedRows, 'notes'>,
  fileName: string,
  tree: FileTree,
): void {
  const isAbsent = (code: string) => code === 'absent-file' || code === 'outside-root';
  const absent = skipped.filter(({ code }) => isAbsent(code));
  if (images.length > 0 || absent.length === 0) return;
  throw new DatasetError('images-absent', {
    what: `None of the ${absent.length} images that ${fileName} lists exists; the first is ${JSON.stringify(absent[0]!.path)}, looked for in ${tree.rootPath}.`,
    why: hint ?? undefined,
    next: `Put ${fileName} where its paths are right, or pass --no-images to work with features and predictions made elsewhere.`,
  });
}

/** What would explain the paths that miss, where other rows became images; as notes. */
export function hintNotes({ images, hint }: PlacedRows): string[] {
  return images.length === 0 || hint === null ? [] : [hint];
}
