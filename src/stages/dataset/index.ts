/** The dataset stage: a folder, file or archive of labelled images in; classes, splits and one record per image out. */
export type { ClassListEntry } from './class-list.js';
export { parseClassList } from './class-list.js';
export { declareClasses } from './declare.js';
export { detectFormat } from './detect.js';
export { fingerprintDataset } from './fingerprint.js';
export type { DatasetOptions, UtkFaceTask } from './options.js';
export {
  DEFAULT_DATASET_OPTIONS,
  DEFAULT_VAL_FRACTION,
  UTKFACE_TASKS,
  UTKFACE_VAL_FRACTION,
} from './options.js';
export { readDataset } from './read.js';
