/**
 * What the dataset stage hands on: classes, splits and one record per image.
 * Plain data, serialisable as JSON; nothing here touches a file.
 */

/** Formats in the order in which detection tries them (docs/formats/datasets.md, D80). */
export const DATASET_FORMATS = [
  'waterbirds',
  'celeba',
  'imagenet',
  'huggingface',
  'parquet',
  'webdataset',
  'fiftyone',
  'coco',
  'label-studio',
  'utkface',
  'manifest',
  'folder',
] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** Splits under their one name here; readers map `training`, `valid`, `validation`, `dev`, `testing`, 0/1/2. */
export const SPLIT_NAMES = ['train', 'val', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** A class of the data set. */
export interface ClassRecord {
  /** Rank of `name` among the sorted names (by code point, as torchvision sorts), or place in the given class list. */
  index: number;
  /** The data set's own label: folder name, wnid, or value of the label column. Unique. */
  name: string;
  /** What people read; equals `name` where the data set says nothing better. Not necessarily unique. */
  displayName: string;
  wordnetId?: string;
  gloss?: string;
  superCategory?: string;
}

/**
 * Where an image's bytes are. Paths are relative to the data set's root, with `/`. A file's path may lead through a Parquet file as if it
 * were a folder of columns and rows: `train.parquet/image/17`. The
 * root may itself be a zip archive.
 */
export type ImageLocation =
  | { kind: 'file'; path: string }
  | { kind: 'archive'; path: string; offset: number; sizeBytes: number };

/** Where the paths of images start. */
export interface ImageRoot {
  /** Absolute path of a folder or an archive. */
  root: string;
  /** Whether links that lead out of it are followed; by default they are refused. */
  followsLinks?: boolean;
}

/** An image of the data set. */
export interface ImageRecord {
  /** Position in the data set, from 0; also the order of rows in feature files and of ties in rankings. */
  index: number;
  /** The data set's own relative path, with `/`; unique. */
  path: string;
  /** Null in data sets without images (`--no-images`). */
  location: ImageLocation | null;
  classIndex: number;
  split: SplitName;
  /** Further columns of the data set, by name; values as written. */
  columns: Record<string, string>;
}

/** An image that is left out, and why in words for people. */
export interface SkippedImage {
  path: string;
  /** Stable kebab-case code: `empty-file`, `truncated`, `unreadable-name`, … */
  code: string;
  reason: string;
}

/** A data set as read: everything that later stages may know about it. */
export interface Dataset {
  format: DatasetFormat;
  classes: ClassRecord[];
  /** In data set order: rows of a table as they stand, files of folders split after split (docs/formats/datasets.md, D2). */
  images: ImageRecord[];
  /** Names of all extra columns, in file order. */
  extraColumns: string[];
  /** Which of `extraColumns` name known groups (Waterbirds' place, CelebA's Male, the demo's background). */
  groupColumns: string[];
  /** Which of `extraColumns` holds the path of an object mask (white = class object), if any. */
  maskColumn: string | null;
  /** Files that look like images of the data set but cannot be placed: no label, bad name, duplicate path. */
  skipped: SkippedImage[];
  /** Sentences for the user: what was detected, assumed or ignored. */
  notes: string[];
}
