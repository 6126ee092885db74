/** Bytes to pixels as torchvision on Pillow sees them, and pixels to pictures for people. The only door to sharp. */
export { CORRUPTIONS, type Corruption, corruptImage, protectCore } from './corruption.js';
export { cutBox } from './cut.js';
export { type DecodeOptions, decodeImage, decodeMask } from './decode.js';
export { enlargeForDisplay, resizeForDisplay } from './display.js';
export {
  DEFAULT_JPEG_QUALITY,
  DEFAULT_WEBP_QUALITY,
  encodeGrayPng,
  encodeJpeg,
  encodePng,
  encodeWebp,
} from './encode.js';
export { detectImageFormat, type ImageFormat } from './format.js';
export { COLOR_MAPS, type ColorMap, renderHeatmap } from './heatmap.js';
export type { DecodedImage, GrayImage, RgbImage } from './image.js';
export { normalizeMap, resizeMap } from './map.js';
export { DEFAULT_MAX_PIXELS } from './pixel-limit.js';
export { computeFrame, type Frame, preprocessImage, preprocessMask } from './preprocess.js';
export { type Interpolation, resize, resizeBilinear } from './resample.js';
export { fromRunLengths, type RunLengths, toRunLengths } from './run-lengths.js';
export { canDrawText, encodeSvgAsPng } from './vector.js';
