/** One model's mistakes, class by class, and the images behind each count; two models on the same images. */
import type { Confusion, JointOutcome, PairedAccuracy, RankPart } from '../records/bias.js';
import type { SplitName } from '../records/dataset.js';

/** Repaired heads stand among the models under this name and their method's; no added model can have a colon in its name. */
export const REPAIRED = 'repaired:';

/** "repaired:low-spuriosity": what the last mitigation made by a method, as a model. */
export function toRepairedName(method: string): string {
  return `${REPAIRED}${method}`;
}

export interface ModelResponse {
  model: string;
  /** Of a repaired head: the model that it was tuned from; else null. */
  before: string | null;
  /** The split that is measured. */
  split: SplitName;
  /** Images of the split that the model says nothing of; they are counted nowhere below. */
  silentCount: number;
  confusion: Confusion;
  /** Classes that are taken for each other, at most `MOST_IN_BLOCK` together; most mistakes first. */
  blocks: number[][];
}

/** Most classes of a block: more are no longer told apart in a matrix. */
export const MOST_IN_BLOCK = 24;

/** Whose images: those that have a class as label, or those that a model takes for it. */
export const IMAGE_SIDES = ['labelled', 'predicted'] as const;
export type ImageSide = (typeof IMAGE_SIDES)[number];

/** Parallel arrays, in data set order; images without a prediction are left out. */
export interface ModelImagesResponse {
  images: number[];
  paths: string[];
  labels: number[];
  predicted: number[];
  /** Null for images of classes without a ranking. */
  spuriosity: (number | null)[];
}

export interface ComparisonResponse {
  models: [string, string];
  split: SplitName;
  /** Of all images that both have a prediction of. */
  all: PairedAccuracy;
  /** By where an image stands in its class's ranking, least spurious first; null: its class has none. Parts without images are left out. */
  parts: { part: RankPart | null; paired: PairedAccuracy }[];
  /** Classes in which they part on some image, by index. */
  classes: { classIndex: number; imageCount: number; counts: Record<JointOutcome, number> }[];
}

/** Images of one outcome, parallel arrays; least spurious first, then those of classes without a ranking, in data set order. */
export interface ComparedImagesResponse {
  images: number[];
  paths: string[];
  labels: number[];
  /** What the first and what the second model says. */
  predicted: [number[], number[]];
  spuriosity: (number | null)[];
}
