/**
 * What a user may say about a data set beyond its path; everything has a default.
 */
import type { DatasetFormat, SplitName } from '../../records/dataset.js';
import type { LabelReading } from './labels/index.js';
import type { ClassListEntry } from './tables/class-list.js';

/** Share of each class that is held out for validation where the data set names no validation split. */
export const DEFAULT_VAL_FRACTION = 0.2;
/** The same for UTKFace, whose users hold out a tenth (paper, appendix E.3). */
export const UTKFACE_VAL_FRACTION = 0.1;
/** Lower edges of the age classes of UTKFace: 0-17, 18-29, 30-44, 45-59, 60 and over. */
const DEFAULT_AGE_BINS: readonly number[] = [0, 18, 30, 45, 60];

/** What UTKFace's classes may be. */
export const UTKFACE_TASKS = ['gender', 'race', 'age'] as const;
export type UtkFaceTask = (typeof UTKFACE_TASKS)[number];

/** Undefined members mean "find out" or "the format's default". */
export interface DatasetOptions {
  format?: DatasetFormat;
  /** In [0, 1). Leave undefined unless the user gave one: the default depends on the format. */
  valFraction?: number;
  /** Of splits by hash; equal seeds give equal splits on every machine. */
  seed: number;
  /** Take the manifest's word for its images: no file is looked for, every location is null. */
  noImages: boolean;
  /** Classes in the order of their indices; the sorted labels where undefined. */
  classList?: ClassListEntry[];
  /** What labels are among listed classes; undefined: found out, names first. */
  labelsAre?: LabelReading | undefined;
  /** Whether links that lead out of the data set's folder are followed; where undefined, they are left out and counted. */
  followLinks?: boolean;
  pathColumn?: string;
  labelColumn?: string;
  splitColumn?: string;
  /** Exactly these columns name groups; undefined: those known for the format, or found by name and values. */
  groupColumns?: string[];
  maskColumn?: string;
  /** Names of the split folders where they are not the usual ones. */
  splitFolders?: Partial<Record<SplitName, string>>;
  /** CelebA: one attribute (classes "not A" and "A"), or several, which are the classes of the images that show exactly one. */
  attributes: string[];
  /** UTKFace. */
  task: UtkFaceTask;
  /** UTKFace: ascending lower edges of the age classes. */
  ageBins: readonly number[];
}

/** Options of a user who says nothing. */
export const DEFAULT_DATASET_OPTIONS: DatasetOptions = {
  seed: 0,
  noImages: false,
  attributes: ['Blond_Hair'],
  task: 'gender',
  ageBins: DEFAULT_AGE_BINS,
};
