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

/** The map, or how far it has come. */
export type MapReply = { map: MapResponse; progress: null } | { map: null; progress: MapProgress };

/** How far a map has come. */
export interface MapProgress {
  /** What is done now, in words. */
  step: string;
  /** 0 to 1 of this step; null where it cannot be told. */
  share: number | null;
  /** Of this step; null before it has a rate. */
  secondsLeft: number | null;
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
  /** Models whose outcomes can be asked for, the first one first. */
  models: string[];
  /** Features that count as a spurious cue of a class. */
  cues: { classIndex: number; feature: number }[];
  /** Known groups: columns of few values. */
  groups: MapGroups[];
}

/** What a model makes of the map's images, parallel to its points. */
export interface MapOutcomesResponse {
  /** Null without a prediction. */
  isCorrect: (boolean | null)[];
}

/** How strongly a feature fires in the map's images, parallel to its points. */
export interface MapActivationsResponse {
  values: number[];
}

export interface MapGroups {
  column: string;
  /** Values, most frequent first. */
  values: string[];
  /** Place in `values`, parallel to the points; -1 for an image without one. */
  valueOfPoint: number[];
}
