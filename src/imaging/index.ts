/** Bytes to pixels as torchvision on Pillow sees them, and pixels to pictures for people. The only door to sharp. */
export { blendByMask } from './blend.js';
export { blur, CORRUPTIONS, type Corruption, corruptImage, protectCore } from './corruption.js';
export { cutBox } from './cut.js';
export { type DecodeOptions, decodeImage, decodeMask, decodeSamples } from './decode.js';
export { detectImageFormat } from './format.js';
export type { GrayImage, RgbImage } from './image.js';
export type { ImageFormat } from './image-errors.js';
export {
  type CueMap,
  type CueMasks,
  findCueMasks,
  WEAKENINGS,
  weakenRegion,
} from './intervention/index.js';
export { normalizeMap, resizeMap } from './map.js';
export { hasObject, toObjectMask } from './object-mask.js';
export { enlargeForDisplay, resizeForDisplay } from './pictures/display.js';
export {
  encodeGrayPng,
  encodeJpeg,
  encodePng,
  encodeWebp,
} from './pictures/encode.js';
export { COLOR_MAPS, renderHeatmap } from './pictures/heatmap.js';
export { renderIsolated, renderOutlined } from './pictures/region.js';
export { canDrawText, encodeSvgAsPng, rasterizeSvg } from './pictures/vector.js';
export { computeFrame, preprocessImage, preprocessMask } from './preprocess.js';
export { readImageProperties } from './properties/image-properties.js';
export { type Interpolation, resize, resizeBilinear } from './resample.js';
export { toRunLengths } from './run-lengths.js';
