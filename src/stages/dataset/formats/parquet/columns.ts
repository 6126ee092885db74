/**
 * Which column of a Parquet file holds the images, which the labels, and which describe them.
 * In: the schema, what the Hub says of it, and the user's options. Out: a layout, or an error that names the columns there are.
 */
import { DatasetError } from '../../../../base/errors.js';
import type { ParquetColumn, ParquetFile } from '../../../../parquet/index.js';
import { isPandasIndex } from '../../../../tables/index.js';
import type { DatasetOptions } from '../../options.js';
import { findColumn, LABEL_COLUMNS, MASK_COLUMNS, requireColumn, SPLIT_COLUMNS } from '../../tables/rows.js';
import { noColumn } from '../manifest.js';
import type { HubFeatures } from './features.js';

/** Names of image columns, where several columns hold bytes. */
const IMAGE_COLUMNS = 'image img picture photo image_bytes jpg jpeg png bytes content data'.split(' ');

/** Roles of columns, by name. */
export interface ParquetLayout {
  image: string;
  label: string;
  split: string | null;
  mask: string | null;
  /** Text, numbers, truth values and dates. */
  scalars: string[];
  /** Further columns of images; each cell becomes the path of its image. */
  images: string[];
  /** Lists and objects, which are not read. */
  nested: string[];
}

/** Columns that may hold images: those the Hub says, else bytes, alone or as `{bytes, path}`. */
export function listImageColumns({ columns }: ParquetFile, features: HubFeatures): string[] {
  const holdsBytes = ({ kind, members }: ParquetColumn) =>
    kind === 'binary' || (kind === 'struct' && members.includes('bytes'));
  const found = columns.filter(holdsBytes).map(({ name }) => name);
  const said = found.filter((name) => features.images.includes(name));
  return said.length > 0 ? said : found;
}

/** Throws `no-image-column`, `several-image-columns`, `no-label-column`, `several-label-columns`, `unknown-column`. */
export function chooseColumns(
  file: ParquetFile,
  features: HubFeatures,
  options: DatasetOptions,
  fileName: string,
): ParquetLayout {
  const names = file.columns.map(({ name }) => name);
  const asked = (name: string | undefined) => name && requireColumn(names, name, fileName);
  const imageColumns = listImageColumns(file, features);
  const image = asked(options.pathColumn) ?? chooseImage(imageColumns, names, fileName);
  const others = names.filter((name) => name !== image && !imageColumns.includes(name));
  const label = asked(options.labelColumn) ?? chooseLabel(others, names, features, fileName);
  const split = asked(options.splitColumn) ?? findColumn(others, SPLIT_COLUMNS) ?? null;
  const described = file.columns.filter(
    ({ name }) => ![image, label, split].includes(name) && !isPandasIndex(name),
  );
  const namesOf = (holds: (column: ParquetColumn) => boolean) =>
    described.filter(holds).map(({ name }) => name);
  const images = namesOf(({ name }) => imageColumns.includes(name));
  const isNested = ({ name, kind }: ParquetColumn) => !images.includes(name) && !/^(text|number)$/.test(kind);
  const scalars = namesOf((column) => !images.includes(column.name) && !isNested(column));
  const mask = asked(options.maskColumn) ?? findColumn([...images, ...scalars], MASK_COLUMNS) ?? null;
  return { image, label, split, mask, scalars, images, nested: namesOf(isNested) };
}

function chooseImage(imageColumns: string[], names: string[], fileName: string): string {
  const [only, ...more] = imageColumns;
  if (only === undefined) {
    throw new DatasetError('no-image-column', {
      what: `${fileName} is a Parquet file without images; its columns are ${quote(names)}.`,
      why: 'A Parquet data set holds each image as bytes, or as an object of bytes and path, beside its label.',
      next: 'If it holds predictions, pass the folder of images here and this file to `spuriosity model add NAME --predictions`; if it holds paths and labels, write it as CSV.',
    });
  }
  const found = more.length === 0 ? only : findColumn(imageColumns, IMAGE_COLUMNS);
  if (found !== undefined) return found;
  throw new DatasetError('several-image-columns', {
    what: `${fileName} has several columns of images: ${quote(imageColumns)}.`,
    next: 'Name the one to study with --path-column.',
  });
}

/** The column that is called a label, else the only one whose numbers have names. */
function chooseLabel(others: string[], names: string[], { classNames }: HubFeatures, fileName: string) {
  const called = findColumn(others, LABEL_COLUMNS);
  if (called !== undefined) return called;
  const named = others.filter((name) => classNames.has(name));
  if (named.length > 1) {
    throw new DatasetError('several-label-columns', {
      what: `${fileName} has several columns of labels: ${quote(named)}.`,
      next: 'Name the one to study with --label-column.',
    });
  }
  if (named[0] === undefined) throw noColumn('label', fileName, names);
  return named[0];
}

function quote(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
