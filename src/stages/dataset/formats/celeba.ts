/**
 * CelebA: attributes and partition as the authors' text files or Kaggle's CSV files, in their usual folders.
 * Classes are one attribute and its absence, or several attributes of which an image shows exactly one.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileTree } from '../../../storage/index.js';
import { parseDelimited, type Table, type TableRow } from '../../../tables/index.js';
import type { Draft, ReaderContext } from '../draft.js';
import { assertSomePresent, hintNotes, placeRows } from '../tables/rows.js';
import { findFile } from './places.js';

const TABLE_FOLDERS = ['', 'Anno', 'anno', 'Eval', 'eval', 'celeba', 'CelebA'];
const ATTRIBUTE_FILES = ['list_attr_celeba.txt', 'list_attr_celeba.csv'];
const PARTITION_FILES = ['list_eval_partition.txt', 'list_eval_partition.csv'];
const IMAGE_FOLDERS = [
  'img_align_celeba',
  'img_align_celeba/img_align_celeba',
  'img_align_celeba_png',
].flatMap((folder) => [
  folder,
  `Img/${folder}`,
  `celeba/${folder}`,
  `CelebA/${folder}`,
  `CelebA/Img/${folder}`,
]);
/** The group column of the field's usual task. */
const KNOWN_GROUP = 'Male';
/** Enough names to recognise a folder by, even when some images are missing. */
const SNIFF_ROWS = 100;

/** Throws `no-attributes`, `unknown-attribute`, and as `placeRows`. */
export async function readCelebA(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  const attributeFile = await findAttributeFile(tree);
  if (attributeFile === null) {
    throw new DatasetError('no-attributes', {
      what: `Neither ${ATTRIBUTE_FILES.join(' nor ')} was found.`,
      next: 'Put the attribute file beside the folder img_align_celeba.',
    });
  }
  const attributes = parseCelebATable(await tree.readText(attributeFile), attributeFile, 2);
  const classNames = options.attributes.map((name) => requireAttribute(attributes, name, attributeFile));
  const groups = options.groupColumns ?? [KNOWN_GROUP].filter((name) => !classNames.includes(name));
  for (const name of groups) requireAttribute(attributes, name, attributeFile);
  const partitionFile = await findFile(tree, TABLE_FOLDERS, PARTITION_FILES);
  const partition = partitionFile && parseCelebATable(await tree.readText(partitionFile), partitionFile, 0);
  const splitOf = new Map(
    partition ? partition.rows.map(({ values }) => [values.image_id, values.partition]) : [],
  );
  const folder = await findImageFolder(tree, attributes.rows);
  const skipped: Draft['skipped'] = [];
  let otherCount = 0;
  const rows = attributes.rows.flatMap((row): TableRow[] => {
    const name = row.values.image_id ?? '';
    const path = `${folder.path}${folder.isPng ? name.replace(/\.jpg$/i, '.png') : name}`;
    const label = labelOf(row, classNames);
    if (label === null) otherCount++;
    else if (label === '')
      skipped.push({ path, code: 'bad-label', reason: 'An attribute is neither 1 nor -1.' });
    else if (partition && !splitOf.has(name)) {
      skipped.push({ path, code: 'no-split', reason: `${partitionFile} does not name the image.` });
    } else {
      const split = splitOf.get(name) ?? '';
      const groupValues = Object.fromEntries(groups.map((group) => [group, row.values[group] ?? '']));
      return [{ ...row, values: { ...groupValues, image_id: path, label, partition: split } }];
    }
    return [];
  });
  const table = {
    columns: ['image_id', 'label', 'partition', ...groups],
    rows,
    malformed: attributes.malformed,
    notes: [],
  };
  const layout = {
    path: 'image_id',
    label: 'label',
    split: partition ? 'partition' : null,
    mask: null,
    baseFolder: '',
  };
  const placed = await placeRows(context, table, {
    ...layout,
    extraColumns: groups,
    fileName: attributeFile,
  });
  assertSomePresent(placed, attributeFile, tree);
  return {
    images: placed.images,
    fixedClasses: toClassNames(classNames).map((name) => ({ name })),
    sortIntegers: false,
    extraColumns: groups,
    groupColumns: groups,
    maskColumn: null,
    skipped: [...skipped, ...placed.skipped],
    notes: [
      ...(otherCount > 0
        ? [`${otherCount} images show none or several of ${classNames.join(', ')} and were left out.`]
        : []),
      ...placed.notes,
      ...hintNotes(placed),
    ],
    lookedFor: `images named by ${attributeFile} in img_align_celeba`,
  };
}

/** Path of the attribute file, in any of its usual places; null for none. */
export async function findAttributeFile(tree: FileTree): Promise<string | null> {
  return findFile(tree, TABLE_FOLDERS, ATTRIBUTE_FILES);
}

/**
 * Columns `image_id` and the named ones. Text files have `headerLines` lines before the rows, of which the last holds
 * the names; with 0 the one column is called `partition`.
 */
function parseCelebATable(text: string, fileName: string, headerLines: number): Table {
  if (fileName.endsWith('.csv')) return parseDelimited(text, fileName);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const names = headerLines === 0 ? ['partition'] : (lines[headerLines - 1] ?? '').split(/\s+/);
  const table: Table = { columns: ['image_id', ...names], rows: [], malformed: [], notes: [] };
  lines.slice(headerLines).forEach((line, at) => {
    if (line === '') return;
    const [image = '', ...cells] = line.split(/\s+/);
    if (cells.length !== names.length) {
      const reason = `it has ${cells.length} values for ${names.length} names`;
      table.malformed.push({ number: at + 1, line: headerLines + at + 1, reason });
      return;
    }
    const values: Record<string, string> = { image_id: image };
    names.forEach((name, column) => {
      values[name] = cells[column]!;
    });
    table.rows.push({ number: at + 1, line: headerLines + at + 1, values });
  });
  return table;
}

function toClassNames(attributes: string[]): string[] {
  return attributes.length === 1 ? [`not ${attributes[0]}`, attributes[0]!] : attributes;
}

/** Null where several attributes are classes and the image does not show exactly one; empty where a value is odd. */
function labelOf({ values }: TableRow, attributes: string[]): string | null {
  const signs = attributes.map((name) =>
    values[name] === '1' ? 1 : ['-1', '0'].includes(values[name] ?? '') ? -1 : 0,
  );
  if (signs.includes(0)) return '';
  if (attributes.length === 1) return toClassNames(attributes)[signs[0] === 1 ? 1 : 0]!;
  const shown = attributes.filter((_, at) => signs[at] === 1);
  return shown.length === 1 ? shown[0]! : null;
}

function requireAttribute(table: Table, name: string, fileName: string): string {
  const attributes = table.columns.filter((column) => column !== 'image_id');
  if (attributes.includes(name)) return name;
  throw new DatasetError('unknown-attribute', {
    what: `${fileName} has no attribute ${JSON.stringify(name)}.`,
    next: `It has ${attributes.join(', ')}.`,
  });
}

async function findImageFolder(tree: FileTree, rows: TableRow[]): Promise<{ path: string; isPng: boolean }> {
  const names = rows.slice(0, SNIFF_ROWS).map(({ values }) => values.image_id ?? '');
  for (const folder of [...IMAGE_FOLDERS, '']) {
    const files = new Set((await tree.list(folder)).map(({ name }) => name));
    const path = folder === '' ? '' : `${folder}/`;
    if (names.some((name) => files.has(name))) return { path, isPng: false };
    if (names.some((name) => files.has(name.replace(/\.jpg$/i, '.png')))) return { path, isPng: true };
  }
  return { path: `${IMAGE_FOLDERS[0]}/`, isPng: false };
}
