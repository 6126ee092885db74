/** Object masks made here: segmenters fetched and opened, objects found in the images that a verdict looks at. */
export { findObjects } from './segmentation.js';
export { pullSegmenter } from './segmenter-pull.js';
export { DEFAULT_SEGMENTER, KNOWN_SEGMENTERS } from './segmenter-registry.js';
