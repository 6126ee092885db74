export { buildCleanedManifest, CLEANED_COLUMNS, type CleanedManifest } from './cleaned-manifest.js';
export { findCollisions } from './collisions.js';
export {
  type ActivationMap,
  type CropBox,
  computeCoreCrop,
  DEFAULT_CROP_GROWTH,
  DEFAULT_CROP_THRESHOLD,
  toOriginalBox,
} from './core-crop.js';
export { DEFAULT_SIMILARITY, findSimilarPairs, type SimilarPair } from './duplicates.js';
export { DEFAULT_FLAG_SHARE, flagLabelNoise, type LabelNoiseInput } from './label-noise.js';
export { countMultiObject, type MultiObjectReport, type MultiObjectShare } from './multi-object.js';
export {
  DEFAULT_NEIGHBOURS,
  findNearestImages,
  flagByNeighbours,
  type NeighbourFlag,
  type NeighbourOptions,
} from './neighbours.js';
