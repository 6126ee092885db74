export { findCollisions } from './collisions.js';
export {
  type ActivationMap,
  type CropBox,
  computeCoreCrop,
  DEFAULT_CROP_GROWTH,
  DEFAULT_CROP_THRESHOLD,
} from './core-crop.js';
export { DEFAULT_FLAG_SHARE, flagLabelNoise, type LabelNoiseInput } from './label-noise.js';
