/** A data set's images as pictures for people, and the maps laid over them. */
export { type ChangedOutputs, type ImageChange, runChangedImages } from './changed-images.js';
export { cutCoreCrop, locateCore } from './core-crops.js';
export { computeHeatmapScale, drawHeatmap } from './heatmaps.js';
export { type ImageDecoding, readImageDecoding } from './image-decoding.js';
export {
  createImageReader,
  fileExists,
  nullIfUnreadable,
  readLocatedBytes,
} from './images.js';
export { surveyIntensity } from './intensity-survey.js';
export { type MappedImage, readMaps } from './maps.js';
export { type ObjectMasks, openObjectMasks, toMaskPath } from './object-masks.js';
export { type Originals, openOriginals } from './originals.js';
export {
  createDisplayReader,
  drawVisuals,
  listPairVisuals,
  type PairVisuals,
  toClassFolder,
  VISUAL_SIDE,
  writePicture,
} from './visuals.js';
