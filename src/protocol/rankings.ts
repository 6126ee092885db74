/** Rankings: the images of a class from least to most spurious, and from least to most of one feature. */
import type { SplitName } from '../records/dataset.js';

/** Parallel arrays, least spurious first; column-wise because a class may have thousands of images. */
export interface RankingResponse {
  classIndex: number;
  split: SplitName;
  /** Spurious features that the score is the mean of; for a feature's own ranking that feature alone. */
  features: number[];
  /** What `scores` holds. */
  kind: 'spuriosity' | 'activation';
  images: number[];
  paths: string[];
  scores: number[];
  /** Values of each known group column, parallel to `images`. */
  groups: Record<string, string[]>;
}

/** Models, the first ones, whose predictions of single images go along in a static copy: a file for each class and split. */
export const MOST_MODELS_OF_COPY = 5;

/** What one model says of the images of a class and split. */
export interface ClassPredictionsResponse {
  model: string;
  classIndex: number;
  split: SplitName;
  /** Image indices in data set order. */
  images: number[];
  /** Predicted class, parallel to `images`; -1 without a prediction. */
  predicted: number[];
}
