export { buildCleanedManifest, groupTags } from './cleaned-manifest.js';
export { findCollisions } from './collisions.js';
export {
  type CropBox,
  computeCoreCrop,
  toOriginalBox,
} from './core-crop.js';
export { DEFAULT_SIMILARITY, findSimilarPairs, type SimilarPair } from './duplicates.js';
export {
  flagLabelNoise,
  isMisleading,
  listNegativeGaps,
  type NegativeGap,
} from './label-noise.js';
export { countMultiObject, type MultiObjectReport, type MultiObjectShare } from './multi-object.js';
export {
  DEFAULT_NEIGHBOURS,
  findNearestImages,
  flagByNeighbours,
  type NeighbourFlag,
  type NeighbourOptions,
} from './neighbours.js';
export { findSimilarImages } from './similar-images.js';
