/** The start page: where data sets may lie, what one holds, which encoders there are, what is started. */
import type { SplitName } from '../records/dataset.js';
import { isImageName } from '../tables/paths/image-names.js';
import { hasEnding } from './file-endings.js';

/** An encoder that can be used now. */
export interface EncoderChoice {
  name: string;
  title: string;
  robust: boolean;
  licence: string;
  /** Bytes of its network file. */
  sizeBytes: number;
  /** What it sees of an image, in pixels; null where it takes images as they are. */
  crop: { width: number; height: number } | null;
  featureCount: number;
  /** Classes that its own head knows. */
  classCount: number;
  /** Some of them. */
  someClasses: string[];
  isDefault: boolean;
}

export interface EncodersResponse {
  encoders: EncoderChoice[];
}

/** What an upload may hold at most. */
export interface UploadLimits {
  files: number;
  /** Of one file, and of all together. */
  fileBytes: number;
  totalBytes: number;
}

export interface StartResponse {
  /** Folders below which data sets may be chosen; absolute paths. None: nothing may be started here. */
  folders: string[];
  /** Where dropped files go; null where nothing may be started. */
  uploadFolder: string | null;
  limits: UploadLimits;
}

/** What may be chosen, in a folder. */
export interface FolderEntry {
  name: string;
  path: string;
  /** `data`: an archive or a table that can be a data set of its own. */
  kind: 'folder' | 'workspace' | 'data';
}

export interface FolderResponse {
  path: string;
  /** Null where what lies above may not be chosen. */
  parent: string | null;
  entries: FolderEntry[];
  /** Images that lie in the folder itself. */
  imageCount: number;
  /** There are more entries than are listed. */
  isCut: boolean;
}

/** A picture to look at before anything is started. */
export interface SampleImage {
  path: string;
  classIndex: number;
  /** JPEG as a data address; null where it could not be read. */
  picture: string | null;
  problem: string | null;
}

/** What a data set holds, as it would be read. */
export interface InspectionResponse {
  path: string;
  /** Name of the folder or file. */
  title: string;
  format: string;
  classes: { name: string; counts: Partial<Record<SplitName, number>> }[];
  splits: { split: SplitName; imageCount: number }[];
  /** The data set has no validation images of its own: a share is held out, which can be another one. */
  hasHeldOut: boolean;
  groupColumns: string[];
  maskColumn: string | null;
  /** What was recognised, assumed and left out, in sentences. */
  notes: string[];
  /** Entries that were left out, by reason. */
  leftOut: { reason: string; count: number }[];
  samples: SampleImage[];
  /** Where the workspace will lie. */
  workspace: string;
  /** There is one already; starting goes on with it. */
  hasWorkspace: boolean;
  /** Name of the encoder that made the features of that one; null without a workspace or features of its own. */
  encoder: string | null;
  /** Features of each class that are looked at where nothing else is said. */
  topFeatures: number;
}

export interface StudyResponse {
  workspace: string;
  /** The job that runs every stage; null where a workspace was only opened. */
  job: number | null;
}

export interface UploadResponse {
  id: number;
}

/** How the names of archives and tables end that can be a data set by themselves. */
export const DATA_ENDINGS: readonly string[] = 'csv tsv json jsonl parquet zip tar tgz tar.gz'.split(' ');
/** What else data sets describe themselves with. */
const OTHER_ENDINGS = ['txt', 'md', 'npy', 'mat', 'gz'];

/** Whether a name is one of an archive or a table that can be a data set by itself. */
export function isDataFile(name: string): boolean {
  return hasEnding(name, DATA_ENDINGS);
}

/** Whether a file is taken with a data set that is dropped. In: its path below the data set's folder. Nothing hidden is. */
export function isTakenFile(path: string): boolean {
  if (path.split('/').some((step) => step.startsWith('.'))) return false;
  return isImageName(path) || hasEnding(path, [...DATA_ENDINGS, ...OTHER_ENDINGS]);
}
