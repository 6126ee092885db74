/** What a model card says, as numbers and names. Types only. */
import type { VerdictSource } from '../../../records/annotation.js';
import type { MitigationTrial } from '../../../records/bias.js';
import type { SplitName } from '../../../records/dataset.js';
import type { Preprocessing } from '../../../records/encoder.js';
import type { Interval } from '../../bias/index.js';
import type { MitigationSettings } from '../recipes.js';

export interface HeadMeasures {
  accuracy: number;
  accuracyInterval: Interval;
  /** Mean over the classes with a spurious feature. */
  gap: number;
  gapInterval: Interval;
}

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
    /** Usable images of the split. */
    imageCount: number;
    before: HeadMeasures;
    after: HeadMeasures;
    classes: readonly { className: string; gapBefore: number; gapAfter: number }[];
    /** Classes with fewer than 2k images, measured with half of them at either end. */
    reducedCount: number;
  };
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
