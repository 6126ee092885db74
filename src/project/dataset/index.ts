/** Reading a data set into a workspace, and drawing the demo. */
export {
  countImages,
  type DatasetSummary,
  findMissingData,
  initClasses,
  initProject,
  relocateDataset,
  writeSkippedImages,
} from './dataset.js';
export { isDemoFolder, writeDemoDataset } from './demo.js';
export { type DatasetInspection, inspectDataset, listSplits } from './inspection.js';
export { writePictureFile } from './picture-files.js';
export { NO_CUE, writePlantedDataset } from './planting.js';
export { readDatasetOptions } from './stored-options.js';
