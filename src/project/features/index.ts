/** Features of a data set: extracted, imported, exported; the head over them. */
export {
  type ClassColumns,
  createColumns,
  gatherClassColumns,
  groupImages,
  type PairColumns,
  readPairColumns,
  toFeatureColumns,
} from './class-columns.js';
export {
  DEFAULT_EXTRACT_OPTIONS,
  type ExtractOptions,
  type NetworkOptions,
} from './extract-options.js';
export {
  assertHasImages,
  extractProject,
  openProjectRunner,
  type ProjectRunner,
  recordFeatures,
} from './extraction.js';
export type { ExtractSummary } from './extraction-summary.js';
export { exportFeatures, type FeatureFilesSummary, importFeatures } from './feature-files.js';
export {
  assertHeadFits,
  computeHeadHash,
  DEFAULT_HEAD_OPTIONS,
  HEAD_NAME,
  type HeadOptions,
  predictWithHead,
  prepareHead,
  readAddedHead,
  readOptionalHead,
  readProjectHead,
  readUsableHeads,
} from './heads.js';
export { runNetwork } from './network-run.js';
export type { Part } from './part.js';
export { MOST_WITHOUT_SUCCESS } from './shard-failures.js';
