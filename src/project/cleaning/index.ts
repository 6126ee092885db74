/** What to mend in the data: label noise, duplicates, crops, segmentations, decisions. */
export {
  type CleaningReport,
  findNoise,
  toNeighbourFlagCells,
  toNoiseFlagCells,
  writeNeighbourNoise,
  writeNoise,
} from './cleaning.js';
export { type CropSummary, cropImages } from './cropping.js';
export { type AppliedDecisions, applyDecisionFile } from './decision-file.js';
export { DEFAULT_DUPLICATE_OPTIONS, findDuplicates } from './duplicates.js';
export { actOnImages } from './image-acts.js';
export {
  type CleanedSummary,
  decideLabel,
  readHandFlags,
  readImageHistory,
  readImageMarks,
  writeCleanedManifest,
} from './label-decisions.js';
export { exportCleanedManifest, exportLabelDecisions } from './label-exports.js';
export { writeMultiObject } from './multi-object.js';
export {
  DEFAULT_SEGMENT_OPTIONS,
  planSegmentations,
  type SegmentOptions,
  type SegmentPlan,
  segmentProject,
} from './segmentation.js';
