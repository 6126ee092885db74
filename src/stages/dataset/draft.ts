/**
 * What a reader hands to `assembleDataset`: images with the labels and splits that the files give, not yet numbered.
 */
import type { Observer } from '../../base/observer.js';
import type { ImageLocation, SkippedImage, SplitName } from '../../records/dataset.js';
import type { FileTree } from '../../storage/index.js';
import type { DatasetOptions } from './options.js';
import type { ClassListEntry } from './tables/class-list.js';

/** An image as the files tell of it. */
export interface DraftImage {
  path: string;
  location: ImageLocation | null;
  /** As the data say it: a class name, a WordNet id, or a class index where the classes are listed. */
  label: string;
  /** Null where the data do not say. */
  split: SplitName | null;
  columns: Record<string, string>;
}

/** A data set as a reader found it. */
export interface Draft {
  /** In data set order: rows as they stand in their file; of several folders or shards, split after split. */
  images: DraftImage[];
  /** Classes in the numbering that the format itself fixes. */
  fixedClasses?: ClassListEntry[];
  /** Names for people, found beside the data; they do not change the numbering. */
  names?: ClassListEntry[];
  /** Labels that are classes even where no image has them. */
  knownLabels?: string[];
  /** True for label columns, where 10 comes after 9; false for folders, which sort as text in torchvision too. */
  sortIntegers: boolean;
  extraColumns: string[];
  groupColumns: string[];
  /** Further columns that may name groups; absent where the user or the format says which do. */
  groupCandidates?: string[];
  maskColumn: string | null;
  /** Share held out for validation unless the user says otherwise. */
  valFraction?: number;
  skipped: SkippedImage[];
  notes: string[];
  /** Completes "looked for …" when no image was found. */
  lookedFor: string;
}

/** What a reader reads by. */
export interface ReaderContext {
  tree: FileTree;
  options: DatasetOptions;
  observer: Observer;
}

/** Reads one format. Rejects with a DatasetError that says what was looked for. */
export type DatasetReader = (context: ReaderContext) => Promise<Draft>;

/** Shared by all images of formats without further columns: a million empty objects would cost memory for nothing. */
export const NO_COLUMNS: Record<string, string> = Object.freeze({});
