/** What a model card says, as numbers and names. Types only. */

import type { Interval } from '../../../numeric/index.js';
import type { VerdictSource } from '../../../records/annotation.js';
import type { MeasuredOn, MitigationMethod, MitigationTrial, WorstCell } from '../../../records/bias.js';
import type { SplitName } from '../../../records/dataset.js';
import type { IntensityRanges } from '../../../records/intensity.js';
import type { Recommendation } from '../../../records/mitigation.js';
import type { Preprocessing } from '../../../records/networks/encoder.js';
import type { MitigationSettings } from '../recipes.js';

/** Accuracy and gap of a head on the measured split, fractions with intervals. */
export interface HeadMeasures {
  accuracy: number;
  accuracyInterval: Interval;
  /** Mean over the classes with a spurious feature; NaN where there is none. */
  gap: number;
  gapInterval: Interval;
  /** Accuracy of the worst (class, group) cell; null without known groups. */
  worstGroup: number | null;
  /** Which cell that is. */
  worstCell: WorstCell | null;
}

/** A class's gap before and after, with their intervals. */
export interface ClassChange {
  className: string;
  before: { gap: number; interval: Interval };
  after: { gap: number; interval: Interval };
}

/** All that a model card says. */
export interface ModelCardFacts {
  title: string;
  /** Name of the tuned model in the workspace. */
  model: string;
  dataSet: {
    name: string;
    isSynthetic: boolean;
    /** As people read them, in the order of the scores. */
    classes: readonly string[];
    imageCounts: Readonly<Record<SplitName, number>>;
  };
  /** Null for features that a user brought. */
  encoder: {
    title: string;
    provenance: string;
    licence: string;
    preprocessing: Preprocessing;
    /** Name of the features in the encoder's own network. */
    features: string;
    /** Whether images are turned upright by their EXIF orientation. */
    orientByExif: boolean;
    /** Sample values that fill 256 levels where images have more than 8 bits. */
    intensity: IntensityRanges;
    /** Names of the exported network's input and output. */
    input: string;
    output: string;
  } | null;
  /** The last layer without its network. */
  isHeadOnly: boolean;
  /** Where gaps and accuracies are measured. */
  split: SplitName;
  k: number;
  measured: {
    /** Usable images measured on: those of the split, or half of them. */
    imageCount: number;
    measuredOn: MeasuredOn;
    before: HeadMeasures;
    after: HeadMeasures;
    classes: readonly ClassChange[];
    /** Classes with fewer than 2k images, measured with half of them at either end. */
    reducedCount: number;
  };
  /** The method that made this head, what it did, and what was recommended. */
  method: MitigationMethod;
  note: string;
  recommendation: Recommendation;
  trials: readonly MitigationTrial[];
  settings: MitigationSettings;
  /** Per class with a spurious feature; where the verdict on each feature comes from. */
  cues: readonly { className: string; features: readonly number[]; sources: readonly VerdictSource[] }[];
  /** Spurious verdicts, features or the head before tuning have changed since the run. */
  isOutdated: boolean;
  /** How the exported network compared with the tuned head; null where it was not compared. */
  check: { imageCount: number; largestDifference: number } | null;
  /** Name and version of the program. */
  madeBy: string;
}
