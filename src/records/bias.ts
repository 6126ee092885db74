/**
 * Rankings, gaps and mitigation results, as stages hand them on and tables show them.
 * Accuracies and gaps are fractions in 0..1 (gaps in -1..1), never percent.
 */
import type { SplitName } from './dataset.js';

/** The images of one class and split, least spurious first. */
export interface ClassRanking {
  classIndex: number;
  split: SplitName;
  /** Image indices, ascending spuriosity, ties by position in the data set. */
  images: number[];
  /** Parallel to `images`. */
  spuriosity: number[];
}

/** Predicted class per image of the data set; -1 where there is no prediction. */
export interface Predictions {
  model: string;
  /** Int32Array, [image count]. */
  labels: Int32Array;
  /** Float32Array, [image count]: softmax of the predicted class, where the model gives more than a class; NaN without a prediction. */
  confidences?: Float32Array;
}

export interface ClassGap {
  model: string;
  classIndex: number;
  /** Images at either end that were used. */
  k: number;
  /** Images of the class with a prediction; `k` was lowered when this is below 2 × the k asked for. */
  imageCount: number;
  /** True when the class had too few images for the k asked for. */
  reducedK: boolean;
  accuracyTop: number;
  accuracyBottom: number;
  /** accuracyTop − accuracyBottom. */
  gap: number;
}

export interface ModelBias {
  model: string;
  /** Over all images of the split with a prediction. */
  accuracy: number;
  /** Means over the classes with a spurious feature; NaN when there is none. */
  accuracyTop: number;
  accuracyBottom: number;
  spuriousGap: number;
  /** accuracyBottom − β(accuracyTop), β the least-squares line over the models; NaN where the line is undefined (fewer than two models, or all with the same accuracyTop). */
  effectiveRobustness: number;
  gaps: ClassGap[];
}

export const MITIGATION_METHODS = ['low-spuriosity', 'random', 'misclassified', 'group-balanced'] as const;
export type MitigationMethod = (typeof MITIGATION_METHODS)[number];

/** State of the head after one epoch of tuning; epoch 0 is before. */
export interface TuningPoint {
  epoch: number;
  steps: number;
  accuracy: number;
  gap: number;
}

export interface MitigationTrial {
  model: string;
  method: MitigationMethod;
  /** From 1. */
  trial: number;
  /** Images tuned on, anchors included. */
  imageCount: number;
  accuracyBefore: number;
  accuracyAfter: number;
  gapBefore: number;
  gapAfter: number;
  epochs: number;
  curve: TuningPoint[];
}

/** Feature `feature` is spurious for one class and core for another. */
export interface Collision {
  feature: number;
  spuriousClassIndex: number;
  coreClassIndex: number;
}

/** A high-spuriosity image of a class with a negative gap. */
export interface LabelNoiseFlag {
  image: number;
  classIndex: number;
  spuriosity: number;
  suspectedClassIndex: number;
}
