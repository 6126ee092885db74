/**
 * CSV, TSV, JSON-lines and JSON manifests: one row per image with its path, label, and what else the user wrote.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileTree } from '../../../storage/index.js';
import { parseColumns, parseTableBytes, type Table } from '../../../tables/index.js';
import type { Draft, ReaderContext } from '../draft.js';
import { namesAnyFile } from '../tables/locate-images.js';
import { findPair } from '../tables/pair-columns.js';
import {
  assertSomePresent,
  chooseGroups,
  findColumn,
  hintNotes,
  LABEL_COLUMNS,
  MASK_COLUMNS,
  PATH_COLUMNS,
  placeRows,
  requireColumn,
  SPLIT_COLUMNS,
} from '../tables/rows.js';

const MANIFEST_NAME = /\.(csv|tsv|jsonl|ndjson|json)$/i;
/** The same where the user names the file; of workbooks reading says how to save them. */
const NAMED_TABLE = /\.(csv|tsv|txt|jsonl|ndjson|json|xlsx?|ods)$/i;
/** A table called so is meant to be read, whatever else lies beside it. */
export const CALLED_MANIFEST = /^manifest\./i;

/** Enough of a file to see its columns. */
const SNIFF_BYTES = 64 * 1024;
/** Enough rows that a few lost images do not hide a good manifest. */
const SNIFF_ROWS = 20;

/** Throws `no-manifest`, `no-path-column`, `no-label-column`, `unknown-column`, and as `placeRows`. */
export async function readManifest(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  const fileName = await findManifest(tree, options.pathColumn, options.labelColumn);
  if (fileName === null) {
    throw new DatasetError('no-manifest', {
      what: 'No manifest was found: no CSV or JSON-lines file here has a column of paths and a column of labels.',
      next: 'Name the file itself as DATA, and its columns with --path-column and --label-column.',
    });
  }
  const table = await parseTableBytes(await tree.readBytes(fileName), fileName);
  const roles = chooseRoles(table, fileName, context);
  const extraColumns = table.columns.filter(
    (column) => column !== roles.path && column !== roles.label && column !== roles.split,
  );
  const layout = { ...roles, baseFolder: '', extraColumns, fileName };
  const placed = await placeRows(context, table, layout);
  assertSomePresent(placed, fileName, tree);
  return {
    images: placed.images,
    sortIntegers: true,
    extraColumns,
    ...chooseGroups(extraColumns, roles.mask, options, fileName),
    maskColumn: roles.mask,
    skipped: placed.skipped,
    notes: [
      ...table.notes,
      ...placed.notes,
      ...hintNotes(placed),
      `${fileName}: paths in the column ${roles.path}, labels in ${roles.label}` +
        `${roles.split === null ? '' : `, splits in ${roles.split}`}${roles.mask === null ? '' : `, object masks in ${roles.mask}`}.`,
    ],
    lookedFor: `rows of ${fileName} with a path and a label`,
  };
}

/** The file at DATA's root that reads as a manifest, null where none does. Throws `several-manifests`. */
async function findManifest(
  tree: FileTree,
  pathColumn?: string,
  labelColumn?: string,
): Promise<string | null> {
  if (tree.isFile) return (await tree.list(''))[0]?.path ?? null;
  const known = await listManifests(tree, pathColumn, labelColumn);
  const found = known.length > 0 ? known : await listPairTables(tree);
  if (found.length < 2) return found[0] ?? null;
  throw new DatasetError('several-manifests', {
    what: `Several files here read as a manifest: ${found.join(', ')}.`,
    next: 'Name the one you mean as DATA, or call it manifest.csv.',
  });
}

/** Tables at the root with a column of paths and one of labels; only the first called manifest.* where there is one. */
export async function listManifests(
  tree: FileTree,
  pathColumn?: string,
  labelColumn?: string,
): Promise<string[]> {
  const entries = await tree.list('');
  if (tree.isFile) return entries.filter(({ name }) => NAMED_TABLE.test(name)).map(({ path }) => path);
  const candidates = entries.filter(({ kind, name }) => kind === 'file' && MANIFEST_NAME.test(name));
  const readable: string[] = [];
  for (const { path } of candidates) {
    const columns = await readColumnNames(tree, path);
    const hasPath = pathColumn ? columns.includes(pathColumn) : findColumn(columns, PATH_COLUMNS);
    const hasLabel = labelColumn ? columns.includes(labelColumn) : findColumn(columns, LABEL_COLUMNS);
    // A broken file called manifest is meant; reading it says what is wrong with it.
    if ((hasPath && hasLabel) || (columns.length === 0 && CALLED_MANIFEST.test(path))) readable.push(path);
  }
  const named = readable.find((path) => CALLED_MANIFEST.test(path));
  return named === undefined ? readable : [named];
}

/** Tables at the root of two columns, one of which is known: Kaggle's labels.csv; forms for submissions do not count. */
export async function listPairTables(tree: FileTree): Promise<string[]> {
  const entries = await tree.list('');
  const candidates = entries.filter(
    ({ kind, name }) => kind === 'file' && MANIFEST_NAME.test(name) && !/submission/i.test(name),
  );
  const found: string[] = [];
  for (const { path } of candidates) {
    const pair = findPair(await readColumnNames(tree, path));
    if (pair.path !== undefined && pair.label !== undefined) found.push(path);
  }
  return found;
}

/** Whether one of the first rows of a manifest names a file that exists. */
export async function namesExistingImages(tree: FileTree, fileName: string): Promise<boolean> {
  const table = await parseTableBytes(await tree.readBytes(fileName), fileName);
  const pathColumn = findColumn(table.columns, PATH_COLUMNS);
  const written = table.rows.slice(0, SNIFF_ROWS).map(({ values }) => values[pathColumn ?? ''] ?? '');
  return namesAnyFile(tree, { written, baseFolder: '', fileName });
}

/** Column names of a table file from its first bytes; empty where it does not parse. */
export async function readColumnNames(tree: FileTree, path: string): Promise<string[]> {
  try {
    const columns = parseColumns(await tree.readBytes(path, 0, SNIFF_BYTES), path);
    return columns ?? (await parseTableBytes(await tree.readBytes(path), path)).columns;
  } catch {
    return [];
  }
}

function chooseRoles({ columns }: Table, fileName: string, { options }: ReaderContext) {
  const choose = (asked: string | undefined, names: readonly string[]) =>
    asked === undefined ? findColumn(columns, names) : requireColumn(columns, asked, fileName);
  const told = (asked: string | undefined) =>
    asked === undefined ? undefined : requireColumn(columns, asked, fileName);
  const { path, label } = findPair(columns, {
    path: told(options.pathColumn),
    label: told(options.labelColumn),
  });
  if (path === undefined) throw noColumn('path', fileName, columns);
  if (label === undefined) throw noColumn('label', fileName, columns);
  return {
    path,
    label,
    split: choose(options.splitColumn, SPLIT_COLUMNS) ?? null,
    mask: choose(options.maskColumn, MASK_COLUMNS) ?? null,
  };
}

/** `no-path-column` or `no-label-column`, with the columns there are and, in `orElse`, another way out. */
export function noColumn(
  role: 'path' | 'label',
  fileName: string,
  columns: string[],
  orElse = '',
): DatasetError {
  return new DatasetError(`no-${role}-column`, {
    what: `${fileName} has no column that reads as the ${role}; its columns are ${columns.map((column) => JSON.stringify(column)).join(', ')}.`,
    next: `Name it with --${role}-column${orElse === '' ? '' : `, ${orElse}`}.`,
  });
}
