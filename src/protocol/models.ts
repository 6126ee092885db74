/** Models under test: accuracy at both ends of the rankings, gaps per class, comparison, sensitivities to corruptions. */

import type { Interval } from '../numeric/index.js';
import type { VerdictLabel } from '../records/annotation.js';
import type { ClassGap } from '../records/bias.js';
import type { SplitName } from '../records/dataset.js';
import type { ModelCheck, ModelKind } from '../records/workspace.js';
import { hasEnding } from './file-endings.js';

const NETWORK_ENDINGS = 'onnx pt pth ckpt bin safetensors'.split(' ');
/** How the names of files end that a model is brought in: networks, weights beside them, tables of predictions. */
export const MODEL_ENDINGS: readonly string[] = [
  ...NETWORK_ENDINGS,
  ...'data csv tsv txt json jsonl ndjson npy parquet'.split(' '),
];

/** Whether a file is a network; all others of `MODEL_ENDINGS` but weights are predictions. */
export function isNetworkFile(name: string): boolean {
  return hasEnding(name, NETWORK_ENDINGS);
}

/** Whether a model can be brought in a file of that name. */
export function isModelFile(name: string): boolean {
  return hasEnding(name, MODEL_ENDINGS);
}

/** A gap with its 95% interval. */
export interface GapEstimate {
  gap: number;
  interval: Interval;
}

export type ClassGapNumbers = ClassGap & GapEstimate;

export interface ModelNumbers {
  model: string;
  kind: ModelKind;
  tags: string[];
  accuracy: number | null;
  /** Means over the classes with a spurious feature; null when there is none. */
  accuracyTop: number | null;
  accuracyBottom: number | null;
  spuriousGap: number | null;
  /** 95%, of the spurious gap. */
  interval: Interval | null;
  /** Mean of |gap| over the classes: opposite signs do not cancel in it. */
  meanAbsoluteGap: number | null;
  /** The class with the largest |gap|. */
  worstClass: ({ classIndex: number } & GapEstimate) | null;
  effectiveRobustness: number | null;
}

/** What tables and figures of models are made of. */
export interface ModelStudy {
  /** Null while nothing can be measured. */
  split: SplitName | null;
  k: number;
  models: ModelNumbers[];
  /** The model whose head chose the important features; null where there is none. */
  discoveryModel: string | null;
  /** Class indices of the columns below: the classes with a spurious feature. */
  classes: number[];
  /** Per class, of the split that is measured. */
  imageCounts: number[];
  /** True where the class had too few images for k. */
  reducedK: boolean[];
  /** [model][class], parallel to `models` and `classes`; null without predictions. */
  gaps: (number | null)[][];
  /** Images at either end: with the accuracies what the gap's interval is made of, in a tenth of its room. */
  ks: (number | null)[][];
  accuracyTop: (number | null)[][];
  accuracyBottom: (number | null)[][];
  /** Mean over the models, parallel to `classes`; they share their images, so that more of them make no interval narrower. */
  classMeans: (GapEstimate | null)[];
  /** Mean over classes and models; null where nothing was measured. */
  mean: GapEstimate | null;
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

export interface ModelsResponse extends ModelStudy {
  /** Why nothing can be measured; null where something can. */
  reason: string | null;
}

/** What a model loses when one corruption is put on the region of one pair's feature. */
export interface SensitivityNumbers {
  model: string;
  classIndex: number;
  feature: number;
  verdict: VerdictLabel;
  corruption: string;
  imageCount: number;
  /** Null where none of the images could be read. */
  accuracyBefore: number | null;
  accuracyAfter: number | null;
  /** Relative drop of accuracy; null where the model was never right. */
  sensitivity: number | null;
}

export interface SensitivitiesResponse {
  /** Empty before `corrupt` ran. */
  sensitivities: SensitivityNumbers[];
  /** Rows that were left out: their verdict has changed since, or their model is gone. */
  outdatedCount: number;
  /** Why none is shown to whoever asks; null where they may see all. */
  withheld: string | null;
}

export interface ModelCheckResponse {
  /** A model that was brought and waits to be looked at; null without one. */
  check: ModelCheck | null;
}
