/** The overview: what the workspace holds, how far it is, what to do next. */
import type { SplitName } from '../records/dataset.js';
import type { HeadKind } from '../records/discovery.js';
import type { AnnotationProgress } from './annotation.js';
import type { ClassGapNumbers, ModelNumbers } from './models.js';

export interface ClassEntry {
  index: number;
  /** The data set's own label. */
  name: string;
  /** What people read; not necessarily unique. */
  displayName: string;
  wordnetId: string | null;
  gloss: string | null;
  superCategory: string | null;
  /** Usable images per split that the data set has. */
  imageCounts: Partial<Record<SplitName, number>>;
}

export interface EncoderEntry {
  name: string;
  title: string;
  robust: boolean;
  licence: string;
}

export interface HeadEntry {
  /** `own`: the encoder's; `fitted`: a linear layer trained on this data set's features. */
  kind: HeadKind;
  recipe: string | null;
  trainAccuracy: number | null;
  validationAccuracy: number | null;
}

/** Something that the person can do now; a page of the app, a job to start, or a command to type. */
export interface NextStep {
  id: string;
  title: string;
  why: string;
  /** Path in the app; null for steps that the app cannot do. */
  page: string | null;
  command: string | null;
}

/** The folder of the images is not there. */
export interface MissingDataNote {
  root: string;
  /** Tells the workspace where it is now, in place of `FOLDER`. */
  command: string;
}

export interface WorkspaceResponse {
  /** Version of the program. */
  version: string;
  /** Name of the data set. */
  title: string;
  /** True for data drawn by this program; pages then say so. */
  synthetic: boolean;
  format: string;
  /** False where the data set has no image files. */
  hasPictures: boolean;
  /** Null while the images are where the workspace knows them. */
  missingData: MissingDataNote | null;
  /** False where the encoder is unknown (imported features): no heatmaps, no attacks. */
  hasEncoder: boolean;
  encoder: EncoderEntry | null;
  head: HeadEntry | null;
  featureCount: number | null;
  classes: ClassEntry[];
  /** Images per split, usable or not; only splits that have images. */
  splits: { split: SplitName; imageCount: number }[];
  /** Where accuracies are measured; null without validation and test images. */
  measuredSplit: SplitName | null;
  groupColumns: string[];
  skippedImageCount: number;
  /** The k asked for; small classes use less and say so. */
  k: number;
  annotation: AnnotationProgress;
  models: ModelNumbers[];
  /** Classes with a spurious feature, of the first model, by falling gap: the ends of the list. */
  mostBiased: ClassGapNumbers[];
  mostNegative: ClassGapNumbers[];
  nextSteps: NextStep[];
  notes: string[];
}

export interface SkippedImagesResponse {
  images: { path: string; code: string; reason: string }[];
}
