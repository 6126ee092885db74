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

/** Accuracy of a model at both ends of one class's ranking. */
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

/** A model's accuracies and gaps over all measured classes. */
export interface ModelBias {
  model: string;
  /** Over all images of the split with a prediction. */
  accuracy: number;
  /** Means over the classes with a spurious feature; NaN when there is none. */
  accuracyTop: number;
  accuracyBottom: number;
  spuriousGap: number;
  /** 95%, of the spurious gap; NaN bounds when there is none. */
  interval: { low: number; high: number };
  /** Mean of |gap| over the classes: gaps of opposite sign do not cancel in it. NaN when there is none. */
  meanAbsoluteGap: number;
  /** The class with the largest |gap|, the first of equals, with the 95% interval of its gap; null when there is none. */
  worstClass: { classIndex: number; gap: number; interval: { low: number; high: number } } | null;
  /** accuracyBottom − β(accuracyTop), β the least-squares line over the models; NaN where the line is undefined (fewer than two models, or all with the same accuracyTop). */
  effectiveRobustness: number;
  gaps: ClassGap[];
}

/** Ways to repair a head, in the order of tables. The last two are what the others have to beat. */
export const MITIGATION_METHODS = [
  'low-spuriosity',
  'counterexamples',
  'dfr',
  'afr',
  'interpolation',
  'muting',
  'random',
  'misclassified',
] as const;
export type MitigationMethod = (typeof MITIGATION_METHODS)[number];

/** Named sets of settings for tuning, the default first. */
export const MITIGATION_RECIPE_NAMES = ['quarter', 'small-data', 'paper'] as const;
export type MitigationRecipeName = (typeof MITIGATION_RECIPE_NAMES)[number];

/** Trials that each method is repeated and averaged over (paper F, of its baselines). */
export const DEFAULT_TRIALS = 3;

/** What a head is compared by, on one set of images. */
export interface RepairMeasures {
  accuracy: number;
  /** Means over the classes with a spurious feature that can be measured; without one these and the gaps are NaN. */
  accuracyTop: number;
  accuracyBottom: number;
  /** Signed: gaps of opposite classes cancel. */
  gap: number;
  /** 95%, of `gap`. */
  gapInterval: { low: number; high: number };
  /** Mean of |gap|. */
  absoluteGap: number;
  /**
   * Each class's ranking cut in the middle: the mean over classes of the accuracy of the half that is less often right; or the mean accuracy
   * of the classes without a ranking, where that is lower.
   */
  weakerHalf: number;
  worstClass: { classIndex: number; accuracy: number };
  /** Accuracy of the worst (class, group) cell; null without known groups. */
  worstGroup: number | null;
  /** Which cell that is; null without known groups. */
  worstCell: WorstCell | null;
}

/** The images of a class and known group on which a head is least often right, and how sure that accuracy is. */
export interface WorstCell {
  classIndex: number;
  group: string;
  imageCount: number;
  /** 95%, of the accuracy, as if the cell had been chosen beforehand. */
  interval: { low: number; high: number };
}

/** A head before and after its repair. */
export interface RepairChange {
  before: RepairMeasures;
  after: RepairMeasures;
}

/**
 * The images that trials are measured on: half of the validation images, the test split, or, where a half is too small to
 * measure anything on, all validation images, which then also stopped the tuning.
 */
export type MeasuredOn = 'val-half' | 'test' | 'val';

/** State of the head after one epoch of tuning; epoch 0 is before. */
export interface TuningPoint {
  epoch: number;
  steps: number;
  /** Of the measured images. */
  accuracy: number;
  gap: number;
  absoluteGap: number;
  /** Of the images that stop tuning: what the stopping rule looks at. */
  stoppingAccuracy: number;
  /** NaN where no class is ranked. */
  stoppingGap: number;
  /** Null without known groups. */
  stoppingWorstGroup: number | null;
}

/** One trial of one method, before and after. */
export interface MitigationTrial {
  model: string;
  method: MitigationMethod;
  /** From 1. */
  trial: number;
  /** Images tuned on, anchors included; those of a method that only shifts weights count as 0. */
  imageCount: number;
  /** Those of `measured`, for tables and figures that show no more. */
  accuracyBefore: number;
  accuracyAfter: number;
  gapBefore: number;
  gapAfter: number;
  epochs: number;
  measuredOn: MeasuredOn;
  measured: RepairChange;
  /** On the images that stop and choose; by heads fitted on others of them where the method fits on these. */
  choosing: RepairChange;
  /** Every epoch that was run; the trial's head is that of epoch `epochs`. Empty for methods that take no steps from the head. */
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

/** Images of one class that a model takes for one other. */
export interface Mistake {
  label: number;
  predicted: number;
  imageCount: number;
}

/** Counts over images with a prediction; arrays are parallel to the classes. */
export interface Confusion {
  imageCount: number;
  rightCount: number;
  /** Images with the class as label. */
  labelledCounts: number[];
  /** Images that the model gives the class. */
  predictedCounts: number[];
  /** Images of both. */
  rightCounts: number[];
  /** Only those that occur; most images first. */
  mistakes: Mistake[];
}

/** Who is right about an image, of two models that both have a prediction of it. */
export const JOINT_OUTCOMES = ['only-first', 'only-second', 'neither', 'both'] as const;
export type JointOutcome = (typeof JOINT_OUTCOMES)[number];

/** Parts of a class's ranking, a third of its images each. */
export const RANK_PARTS = ['least', 'middle', 'most'] as const;
export type RankPart = (typeof RANK_PARTS)[number];

/** Two models on the same images. */
export interface PairedAccuracy {
  imageCount: number;
  /** Images per outcome. */
  counts: Record<JointOutcome, number>;
  /** Accuracy of the second minus accuracy of the first, with its 95% interval; NaN and [-1, 1] without images. */
  difference: number;
  low: number;
  high: number;
  /** Exact, two-sided (McNemar); 1 where the models part on no image. */
  pValue: number;
}
