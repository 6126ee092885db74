/**
 * Image files to 8-bit RGB, equal to `PIL.Image.open(f).convert('RGB')`: the bytes of one file in, pixels out.
 * Content decides the format. Colour profiles are ignored, alpha is dropped, the first frame counts.
 * Does not resize: libvips' kernels differ from Pillow's (see `resample.ts`).
 */
import type { Metadata, SharpOptions } from 'sharp';
import { decodeBmp } from './bmp.js';
import { toGrayChannel, toRgbChannels, toRgbFromCmyk } from './channels.js';
import { detectImageFormat, type ImageFormat } from './format.js';
import { toOpaqueGif } from './gif.js';
import type { DecodedImage, GrayImage, RgbImage } from './image.js';
import { toImageError } from './image-errors.js';
import { readJpegHeader } from './jpeg-header.js';
import { applyOrientation } from './orientation.js';
import { assertPixelLimit, DEFAULT_MAX_PIXELS } from './pixel-limit.js';
import { decodePnm } from './pnm.js';
import { sharp } from './sharp.js';

export interface DecodeOptions {
  /** Turn pixels upright; off by default, as in torchvision. */
  applyExifOrientation: boolean;
  /** Width × height above this is refused from the header alone. */
  maxPixels: number;
}

interface Header {
  width: number;
  height: number;
  isCmyk: boolean;
  exifOrientation: number;
}

/**
 * libjpeg warns about end-of-spectrum bytes that some cameras write wrongly in sequential files.
 * The pixels are whole, and Pillow shows them.
 */
const HARMLESS_WARNING = /^VipsJpeg: Invalid SOS parameters for sequential JPEG$/;

/** Decodes one file. Throws `ImageError` with a code of `ImageErrorCode`, and nothing else, whatever the bytes. */
export async function decodeImage(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<DecodedImage> {
  const maxPixels = options.maxPixels ?? DEFAULT_MAX_PIXELS;
  const format = detectImageFormat(bytes);
  if (format === 'BMP') return { ...decodeBmp(bytes, maxPixels), exifOrientation: 1 };
  if (format === 'PNM') return { ...decodePnm(bytes, maxPixels), exifOrientation: 1 };
  try {
    const image = await decodeWithSharp(bytes, format, maxPixels);
    if (!options.applyExifOrientation) return image;
    return { ...applyOrientation(image, image.exifOrientation), exifOrientation: image.exifOrientation };
  } catch (error) {
    throw toImageError(error, bytes, format, maxPixels);
  }
}

/** Decodes an object mask of any format to one channel, as Pillow's `convert('L')`; white is object. Errors as `decodeImage`. */
export async function decodeMask(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<GrayImage> {
  const { width, height, data } = await decodeImage(bytes, options);
  return { width, height, data: toGrayChannel(data) };
}

async function decodeWithSharp(
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
): Promise<DecodedImage> {
  const source = format === 'GIF' ? toOpaqueGif(bytes) : bytes;
  const header = await readHeader(source, format, maxPixels);
  if (header) assertPixelLimit(header.width, header.height, maxPixels);
  const pixels = await readPixels(source, header?.isCmyk ?? false, maxPixels);
  const exifOrientation = header?.exifOrientation ?? 1;
  // Pillow turns TIFFs upright by itself, and no other format.
  if (format === 'TIFF') return { ...applyOrientation(pixels, exifOrientation), exifOrientation: 1 };
  return { ...pixels, exifOrientation };
}

async function readHeader(bytes: Uint8Array, format: ImageFormat, maxPixels: number): Promise<Header | null> {
  if (format === 'JPEG') {
    const header = readJpegHeader(bytes);
    return header && { ...header, isCmyk: header.channels === 4 };
  }
  const metadata: Metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height } = metadata;
  assertPixelLimit(width, height, maxPixels);
  return {
    width,
    height,
    isCmyk: metadata.space === 'cmyk',
    exifOrientation: metadata.orientation ?? 1,
  };
}

async function readPixels(bytes: Uint8Array, isCmyk: boolean, maxPixels: number): Promise<RgbImage> {
  try {
    return await readRaw(bytes, isCmyk, { failOn: 'warning', limitInputPixels: maxPixels });
  } catch (error) {
    if (!(error instanceof Error) || !HARMLESS_WARNING.test(error.message)) throw error;
    return readRaw(bytes, isCmyk, { failOn: 'error', limitInputPixels: maxPixels });
  }
}

async function readRaw(bytes: Uint8Array, isCmyk: boolean, options: SharpOptions): Promise<RgbImage> {
  const pipeline = sharp(bytes, { ...options, ignoreIcc: true });
  // Both spaces must be named, or libvips takes the inks through a profile of its own and back.
  if (isCmyk) pipeline.pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    width,
    height,
    data: isCmyk && channels >= 4 ? toRgbFromCmyk(data, channels) : toRgbChannels(data, channels),
  };
}
