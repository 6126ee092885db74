/**
 * Parquet files with the images inside, as the Hugging Face Hub keeps data sets: `data/train-00000-of-00002.parquet`.
 * Labels and descriptions are read here; an image is known by its file, column and row, and read when it is needed.
 */
import { DatasetError } from '../../../../base/errors.js';
import { assertNotCancelled } from '../../../../base/observer.js';
import type { ParquetFile } from '../../../../parquet/index.js';
import type { SplitName } from '../../../../records/dataset.js';
import type { FileTree } from '../../../../storage/index.js';
import { nameSome } from '../../assemble.js';
import { type Draft, type DraftImage, NO_COLUMNS, type ReaderContext } from '../../draft.js';
import { orderBySplit } from '../../splits.js';
import { chooseGroups, createSplitParser } from '../../tables/rows.js';
import { splitsOfShards } from '../shard-splits.js';
import { chooseColumns, listImageColumns, type ParquetLayout } from './columns.js';
import { type HubFeatures, readFeatures } from './features.js';
import { assertOneConfiguration, findParquetFiles, noteMissingParts } from './shards.js';

/** An image is read with its row group, which must fit into one buffer of Node. */
const MAX_GROUP_BYTES = 2 ** 31 - 1;
/** Hugging Face's mark of an image whose label is withheld, as in test splits. */
const WITHHELD = '-1';

/** Throws `no-parquet`, `several-configurations`, `row-group-too-large`, and as `chooseColumns`. */
export async function readParquet(context: ReaderContext): Promise<Draft> {
  const { tree, options, observer } = context;
  const files = await findParquetFiles(tree);
  if (files.length === 0) throw noParquet();
  if (!tree.isFile) assertOneConfiguration(files);
  const splits = splitsOfShards(files);
  const first = await tree.openParquet(files[0]!);
  const features = await readFeatures(tree, first, files[0]!);
  const layout = chooseColumns(first, features, options, files[0]!);
  const names = features.classNames.get(layout.label);
  const images: DraftImage[] = [];
  const skipped: Draft['skipped'] = [];
  for (const [at, fileName] of files.entries()) {
    assertNotCancelled(observer);
    const file = at === 0 ? first : await tree.openParquet(fileName);
    assertReadable(file, layout, fileName);
    const rows = await readImages(file, fileName, layout, features, splits[at]!);
    for (const image of rows) {
      if (image.label !== '') images.push(options.noImages ? { ...image, location: null } : image);
      else skipped.push({ path: image.path, code: 'no-label', reason: 'The row has no label.' });
    }
    observer.progress({ task: 'reading the data set', done: at + 1, total: files.length, unit: 'files' });
  }
  return {
    images: orderBySplit(images),
    ...(names === undefined ? {} : { fixedClasses: names.map((name) => ({ name })) }),
    sortIntegers: true,
    extraColumns: [...layout.scalars, ...layout.images],
    ...chooseGroups(layout.scalars, layout.mask, options, files[0]!),
    maskColumn: layout.mask,
    skipped,
    notes: writeNotes(files, layout, features),
    lookedFor: `rows of ${nameSome(files)} with an image and a label`,
  };
}

/**
 * What makes a tree a Parquet data set; null where nothing does. `isAlone`: whether nothing else here could be a data set.
 * Throws `parquet-unreadable` for a damaged file that stands alone.
 */
export async function findParquetMark(
  tree: FileTree,
  isAlone: () => Promise<boolean>,
): Promise<string | null> {
  const [fileName] = await findParquetFiles(tree);
  if (fileName === undefined) return null;
  const isCalledSo = tree.isFile || (await isAlone());
  try {
    const file = await tree.openParquet(fileName);
    const [image] = listImageColumns(file, await readFeatures(tree, file, fileName));
    if (image !== undefined) return `${fileName} holds images in its column ${image}.`;
  } catch (error) {
    if (!isCalledSo) return null;
    throw error;
  }
  return isCalledSo ? `${fileName} is a Parquet file.` : null;
}

async function readImages(
  file: ParquetFile,
  fileName: string,
  layout: ParquetLayout,
  features: HubFeatures,
  split: SplitName | null,
): Promise<DraftImage[]> {
  const pathOf = await readNames(file, layout.image);
  const columns = [layout.label, ...(layout.split === null ? [] : [layout.split]), ...layout.scalars];
  const rows = await file.readRows({ columns });
  const read = (column: string, row: number) => {
    const text = toText(rows[row]![column]);
    const names = features.classNames.get(column);
    if (names === undefined || text === '' || text === WITHHELD) return names === undefined ? text : '';
    const name = names[Number(text)];
    if (name === undefined) throw unknownClass(fileName, column, text, row, names.length);
    return name;
  };
  const readSplit = (row: number) => (layout.split === null ? '' : read(layout.split, row));
  const parseSplit = createSplitParser(
    rows.map((_, row) => readSplit(row)),
    layout.split ?? '',
    fileName,
  );
  return rows.map((_, row): DraftImage => {
    const place = (column: string) => `${fileName}/${column}/${row}`;
    const described = [
      ...layout.scalars.map((column) => [column, read(column, row)]),
      ...layout.images.map((column) => [column, place(column)]),
    ];
    return {
      path: `${fileName}/${pathOf?.[row] ?? row}`,
      location: { kind: 'file', path: place(layout.image) },
      label: read(layout.label, row).trim(),
      split: parseSplit(readSplit(row)) ?? split,
      columns: described.length === 0 ? NO_COLUMNS : Object.fromEntries(described),
    };
  });
}

/** The file names that images had before they were packed; null where some have none, or the same one. */
async function readNames(file: ParquetFile, image: string): Promise<string[] | null> {
  const column = file.columns.find(({ name }) => name === image);
  if (!column?.members.includes('path') || column.isEmpty('path')) return null;
  const rows = await file.readRows({ columns: [image], member: 'path' });
  const names = rows.map((row) => toText((row[image] as { path?: unknown } | null)?.path));
  const isUsable = (name: string) => name !== '' && !/^[/\\]|^[a-z]+:|(^|[/\\])\.\.([/\\]|$)/i.test(name);
  return names.every(isUsable) && new Set(names).size === names.length ? names : null;
}

function assertReadable(file: ParquetFile, layout: ParquetLayout, fileName: string): void {
  const known = file.columns.map(({ name }) => name);
  const named = [
    layout.image,
    layout.label,
    layout.split ?? layout.label,
    ...layout.images,
    ...layout.scalars,
  ];
  const absent = named.find((name) => !known.includes(name));
  if (absent !== undefined) {
    throw new DatasetError('mixed-parquet', {
      what: `${fileName} has no column ${JSON.stringify(absent)}, which the first file has.`,
      next: 'Keep the files of one data set in a folder of their own.',
    });
  }
  const column = file.columns.find(({ name }) => name === layout.image)!;
  if (file.rowCount > 0 && column.isEmpty(column.kind === 'struct' ? 'bytes' : undefined)) {
    throw new DatasetError('parquet-without-bytes', {
      what: `${fileName} holds paths of images and not the images.`,
      next: 'Write it with the images inside (in Python: dataset.push_to_hub, which embeds them), or pass the folder of images with a metadata.csv of file_name and label.',
    });
  }
  const largest = Math.max(0, ...file.rowGroups.map(({ largestColumnBytes }) => largestColumnBytes));
  if (largest > MAX_GROUP_BYTES) {
    throw new DatasetError('row-group-too-large', {
      what: `${fileName} has a row group of ${(largest / 2 ** 30).toFixed(1)} GiB.`,
      why: 'An image is read with its row group.',
      next: "Write it with smaller ones; in Python: pyarrow.parquet.write_table(table, 'new.parquet', row_group_size=100).",
    });
  }
}

function writeNotes(files: string[], layout: ParquetLayout, features: HubFeatures): string[] {
  const names = features.classNames.get(layout.label);
  const missing = noteMissingParts(files);
  return [
    `Images in the column ${layout.image}, labels in ${layout.label}${layout.mask === null ? '' : `, object masks in ${layout.mask}`}, of ${nameSome(files)}.`,
    ...(names === undefined ? [] : [`Classes are those that ${features.source} names.`]),
    ...(layout.nested.length === 0
      ? []
      : [`Columns of lists or objects were not read: ${nameSome(layout.nested)}.`]),
    ...(missing === null ? [] : [missing]),
  ];
}

function toText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function unknownClass(fileName: string, column: string, text: string, row: number, count: number) {
  return new DatasetError('label-not-in-class-list', {
    what: `Row ${row} of ${fileName} has ${column} ${text}; the data set names ${count} classes, 0 to ${count - 1}.`,
    next: 'Download the file again, or name another column with --label-column.',
  });
}

function noParquet(): DatasetError {
  return new DatasetError('no-parquet', {
    what: 'No Parquet file was found at the root or in a few folders below it.',
    next: 'Pass the folder that holds them, for instance the one with train-00000-of-00001.parquet.',
  });
}
