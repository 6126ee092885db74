/** The dataset stage: a folder, file or archive of labelled images in; classes, splits and one record per image out. */

export { hasHeldOut } from './assemble.js';
export { declareClasses } from './declare.js';
export { fingerprintDataset } from './fingerprint.js';
export { detectFormat } from './formats/detect.js';
export {
  type ColumnOrder,
  createClassLookup,
  isFarMore,
  isOrderDoubtful,
  LABEL_READINGS,
  type LabelReading,
  type LabelScore,
  matchHeadClasses,
  readColumnOrder,
  readLabels,
} from './labels/index.js';
export type { DatasetOptions, UtkFaceTask } from './options.js';
export {
  DEFAULT_DATASET_OPTIONS,
  DEFAULT_VAL_FRACTION,
  UTKFACE_TASKS,
} from './options.js';
export { readDataset } from './read.js';
export type { ClassListEntry } from './tables/class-list.js';
export { parseClassList } from './tables/class-list.js';
export { findColumn, PATH_COLUMNS } from './tables/rows.js';
