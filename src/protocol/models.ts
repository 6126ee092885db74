/** Models under test: accuracy at both ends of the rankings, gaps per class, comparison. */
import type { SplitName } from '../records/dataset.js';
import type { ModelKind } from '../records/workspace.js';

export interface ClassGapNumbers {
  model: string;
  classIndex: number;
  k: number;
  imageCount: number;
  reducedK: boolean;
  accuracyTop: number;
  accuracyBottom: number;
  gap: number;
}

export interface ModelNumbers {
  model: string;
  kind: ModelKind;
  tags: string[];
  accuracy: number | null;
  /** Means over the classes with a spurious feature; null when there is none. */
  accuracyTop: number | null;
  accuracyBottom: number | null;
  spuriousGap: number | null;
  effectiveRobustness: number | null;
}

export interface ModelsResponse {
  /** Null while nothing can be measured; `reason` then says why. */
  split: SplitName | null;
  reason: string | null;
  k: number;
  models: ModelNumbers[];
  /** Class indices of the columns below: the classes with a spurious feature. */
  classes: number[];
  /** Per class, of the split that is measured. */
  imageCounts: number[];
  /** True where the class had too few images for k. */
  reducedK: boolean[];
  /** [model][class], parallel to `models` and `classes`; null without predictions. */
  gaps: (number | null)[][];
  accuracyTop: (number | null)[][];
  accuracyBottom: (number | null)[][];
  /** Null with fewer than two models. */
  comparison: {
    /** Pearson r between the class gaps of two models, [model][model]; null where undefined. */
    correlations: (number | null)[][];
    meanCorrelation: number | null;
    /** Order of the models that puts similar ones side by side. */
    order: number[];
    varianceAcrossClasses: number | null;
    varianceAcrossModels: number | null;
    /** The paper's 3.1. */
    varianceRatio: number | null;
    /** Share of classes whose mean gap over the models is negative. */
    negativeShare: number | null;
  } | null;
  /** Least-squares line of accuracyBottom over accuracyTop; null with fewer than two models. */
  line: { slope: number; intercept: number } | null;
}
