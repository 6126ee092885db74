/**
 * The data set's part of the database.
 * In: a connection inside a transaction and a data set. Out: rows, and the data set again, field for field.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { StorageError } from '../../base/errors.js';
import type {
  ClassRecord,
  Dataset,
  DatasetFormat,
  ImageLocation,
  ImageRecord,
  SkippedImage,
  SplitName,
} from '../../records/dataset.js';

/** Whether a data set was ever written. */
export function hasDataset(connection: DatabaseSyncInstance): boolean {
  return connection.prepare('SELECT 1 FROM dataset').get() !== undefined;
}

/** Replaces the data set as a whole (rule W51); the caller holds the transaction. */
export function writeDataset(connection: DatabaseSyncInstance, dataset: Dataset, root: string): void {
  connection.exec(
    'DELETE FROM images; DELETE FROM classes; DELETE FROM skipped_images; DELETE FROM dataset;',
  );
  connection
    .prepare('INSERT INTO dataset VALUES (1, ?, ?, ?, ?, ?, ?)')
    .run(
      root,
      dataset.format,
      JSON.stringify(dataset.extraColumns),
      JSON.stringify(dataset.groupColumns),
      dataset.maskColumn,
      JSON.stringify(dataset.notes),
    );
  const insertClass = connection.prepare('INSERT INTO classes VALUES (?, ?, ?, ?, ?, ?)');
  for (const { index, name, displayName, wordnetId, gloss, superCategory } of dataset.classes) {
    insertClass.run(index, name, displayName, wordnetId ?? null, gloss ?? null, superCategory ?? null);
  }
  const insertImage = connection.prepare('INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const image of dataset.images) insertImage.run(...toImageRow(image));
  const insertSkipped = connection.prepare('INSERT INTO skipped_images VALUES (?, ?, ?, ?)');
  for (const [position, { path, code, reason }] of dataset.skipped.entries()) {
    insertSkipped.run(position, path, code, reason);
  }
}

/** Replaces the displayed names of classes, by index. */
export function writeClassNames(
  connection: DatabaseSyncInstance,
  classes: Iterable<Pick<ClassRecord, 'index' | 'displayName'>>,
): void {
  const update = connection.prepare('UPDATE classes SET display_name = ? WHERE class_index = ?');
  for (const { index, displayName } of classes) update.run(displayName, index);
}

/** The data set as it was written. StorageError `dataset-missing` where there is none. */
export function readDataset(connection: DatabaseSyncInstance): Dataset & { root: string } {
  const row = connection.prepare('SELECT * FROM dataset').get() as DatasetRow | undefined;
  if (row === undefined) {
    throw new StorageError('dataset-missing', {
      what: 'The workspace has no data set.',
      next: 'Read one with "spuriosity init DATA".',
    });
  }
  return {
    root: row.root,
    format: row.format,
    classes: readClasses(connection),
    images: readImages(connection),
    extraColumns: JSON.parse(row.extra_columns) as string[],
    groupColumns: JSON.parse(row.group_columns) as string[],
    maskColumn: row.mask_column,
    skipped: readSkipped(connection),
    notes: JSON.parse(row.notes) as string[],
  };
}

interface DatasetRow {
  root: string;
  format: DatasetFormat;
  extra_columns: string;
  group_columns: string;
  mask_column: string | null;
  notes: string;
}

interface ClassRow {
  class_index: number;
  name: string;
  display_name: string;
  wordnet_id: string | null;
  gloss: string | null;
  super_category: string | null;
}

/** Columns of `images` in their order in the table; arrays, because objects take twice as long for a million rows. */
type ImageRow = [
  index: number,
  path: string,
  locationKind: ImageLocation['kind'] | null,
  /** Null where it equals `path`, as in most data sets. */
  locationPath: string | null,
  archiveOffset: number | null,
  archiveSizeBytes: number | null,
  classIndex: number,
  split: SplitName,
  /** JSON object; null for none. */
  columns: string | null,
];

function toImageRow({ index, path, location, classIndex, split, columns }: ImageRecord): ImageRow {
  let columnsText: string | null = null;
  for (const _name in columns) {
    columnsText = JSON.stringify(columns);
    break;
  }
  return [
    index,
    path,
    location?.kind ?? null,
    location === null || location.path === path ? null : location.path,
    location?.kind === 'archive' ? location.offset : null,
    location?.kind === 'archive' ? location.sizeBytes : null,
    classIndex,
    split,
    columnsText,
  ];
}

function toImageRecord(row: ImageRow): ImageRecord {
  const [index, path, locationKind, locationPath, offset, sizeBytes, classIndex, split, columns] = row;
  let location: ImageLocation | null = null;
  if (locationKind === 'file') location = { kind: 'file', path: locationPath ?? path };
  if (locationKind === 'archive') {
    location = { kind: 'archive', path: locationPath ?? path, offset: offset!, sizeBytes: sizeBytes! };
  }
  return { index, path, location, classIndex, split, columns: columns === null ? {} : JSON.parse(columns) };
}

function readImages(connection: DatabaseSyncInstance): ImageRecord[] {
  const statement = connection.prepare('SELECT * FROM images ORDER BY image_index');
  statement.setReturnArrays(true);
  const images: ImageRecord[] = [];
  for (const row of statement.iterate()) images.push(toImageRecord(row as ImageRow));
  return images;
}

function readClasses(connection: DatabaseSyncInstance): ClassRecord[] {
  const rows = connection.prepare('SELECT * FROM classes ORDER BY class_index').all() as ClassRow[];
  return rows.map((row) => ({
    index: row.class_index,
    name: row.name,
    displayName: row.display_name,
    ...(row.wordnet_id !== null && { wordnetId: row.wordnet_id }),
    ...(row.gloss !== null && { gloss: row.gloss }),
    ...(row.super_category !== null && { superCategory: row.super_category }),
  }));
}

function readSkipped(connection: DatabaseSyncInstance): SkippedImage[] {
  const rows = connection.prepare('SELECT path, code, reason FROM skipped_images ORDER BY position').all();
  return (rows as SkippedImage[]).map(({ path, code, reason }) => ({ path, code, reason }));
}
