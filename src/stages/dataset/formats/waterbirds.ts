/**
 * Waterbirds (`metadata.csv` with img_filename, y, split, place): two classes, the background as group column.
 */
import { DatasetError } from '../../../base/errors.js';
import type { FileTree } from '../../../storage/index.js';
import { parseDelimited } from '../../../tables/index.js';
import type { Draft, ReaderContext } from '../draft.js';
import { toWholeNumber } from '../labels/index.js';
import { assertSomePresent, chooseGroupColumns, hintNotes, placeRows } from '../tables/rows.js';
import { readColumnNames } from './manifest.js';

const FILE_NAME = 'metadata.csv';
const NEEDED_COLUMNS = ['img_filename', 'y', 'split', 'place'];
/** Names of the values 0 and 1 of `y` and of `place`. */
const CLASS_NAMES = ['landbird', 'waterbird'];
const PLACE_NAMES = ['land', 'water'];

/** Throws `not-waterbirds`, and as `placeRows`. */
export async function readWaterbirds(context: ReaderContext): Promise<Draft> {
  const { tree, options } = context;
  if (!(await isWaterbirds(tree))) {
    throw new DatasetError('not-waterbirds', {
      what: `There is no ${FILE_NAME} with the columns ${NEEDED_COLUMNS.join(', ')}.`,
      next: 'Name the folder that holds it, usually waterbird_complete95_forest2water2.',
    });
  }
  const table = parseDelimited(await tree.readText(FILE_NAME), FILE_NAME);
  const skipped: Draft['skipped'] = [];
  table.rows = table.rows.filter(({ values }) => {
    const className = CLASS_NAMES[Number(toWholeNumber(values.y ?? '') ?? -1)];
    if (className === undefined) {
      const reason = `The label y is ${JSON.stringify(values.y)}, not 0 or 1.`;
      skipped.push({ path: values.img_filename ?? '', code: 'bad-label', reason });
      return false;
    }
    values.y = className;
    values.place = PLACE_NAMES[Number(toWholeNumber(values.place ?? '') ?? -1)] ?? values.place ?? '';
    return true;
  });
  const extraColumns = table.columns.filter((column) => !['img_filename', 'y', 'split'].includes(column));
  const layout = { path: 'img_filename', label: 'y', split: 'split', mask: null, baseFolder: '' };
  const placed = await placeRows(context, table, { ...layout, extraColumns, fileName: FILE_NAME });
  assertSomePresent(placed, FILE_NAME, tree);
  return {
    images: placed.images,
    fixedClasses: CLASS_NAMES.map((name) => ({ name })),
    sortIntegers: false,
    extraColumns,
    groupColumns: chooseGroupColumns(extraColumns, ['place'], options, FILE_NAME),
    maskColumn: null,
    skipped: [...skipped, ...placed.skipped],
    notes: [...table.notes, ...placed.notes, ...hintNotes(placed)],
    lookedFor: `rows of ${FILE_NAME} with img_filename, y and split`,
  };
}

/** Whether `metadata.csv` lies at the root with Waterbirds' columns. */
export async function isWaterbirds(tree: FileTree): Promise<boolean> {
  if (!(await tree.list('')).some(({ name }) => name === FILE_NAME)) return false;
  const columns = await readColumnNames(tree, FILE_NAME);
  return NEEDED_COLUMNS.every((column) => columns.includes(column));
}
