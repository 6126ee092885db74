/** Saved views, exported selections and the map. */
import type { SplitName } from '../records/dataset.js';

export interface SavedView {
  id: number;
  name: string;
  /** Path, search and hash of the page. */
  url: string;
  createdAt: string;
}

export interface ViewsResponse {
  views: SavedView[];
}

export const SELECTION_KINDS = ['list', 'copy', 'symlink', 'metadata'] as const;
export type SelectionKind = (typeof SELECTION_KINDS)[number];

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
}
