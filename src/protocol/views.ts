/** Saved views, exported selections and the map. */
import type { SplitName } from '../records/dataset.js';
import type { SavedView } from '../records/view.js';

export interface ViewsResponse {
  views: SavedView[];
}

/** Where an exported selection lies, and how many images of it could be written. */
export interface SelectionResponse {
  folder: string;
  written: number;
  failed: { path: string; reason: string }[];
}

/** Parallel arrays: a point per image that is drawn. */
export interface MapResponse {
  /** How the two coordinates were made. */
  method: string;
  /** True where only an even sample of the images is drawn. */
  isSample: boolean;
  images: number[];
  paths: string[];
  x: number[];
  y: number[];
  classIndex: number[];
  split: SplitName[];
  /** Null where the image's class has no ranking. */
  spuriosity: (number | null)[];
  /** Of the first model; null without a prediction. */
  isCorrect: (boolean | null)[];
  /** Known groups: columns of few values. */
  groups: MapGroups[];
}

export interface MapGroups {
  column: string;
  /** Values, most frequent first. */
  values: string[];
  /** Place in `values`, parallel to the points; -1 for an image without one. */
  valueOfPoint: number[];
}
