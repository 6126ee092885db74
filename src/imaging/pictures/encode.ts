/**
 * Pixels in, bytes of a picture file out, for reports and the app.
 * Not for feeding encoders: lossy, and without profile or metadata.
 */
import type { GrayImage, RgbImage } from '../image.js';
import { sharp } from '../sharp.js';

/** 1 to 100; good enough that heatmap edges show no blocks, about a tenth of the PNG's size. */
export const DEFAULT_JPEG_QUALITY = 85;
/** 1 to 100; looks like `DEFAULT_JPEG_QUALITY` at about two thirds of its size. */
export const DEFAULT_WEBP_QUALITY = 80;

function openPixels(image: RgbImage) {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });
}

/** Encodes as JPEG; `quality` is 1 to 100. */
export async function encodeJpeg(
  image: RgbImage,
  quality: number = DEFAULT_JPEG_QUALITY,
): Promise<Uint8Array> {
  return openPixels(image).jpeg({ quality }).toBuffer();
}

/** Encodes as PNG, without loss. */
export async function encodePng(image: RgbImage): Promise<Uint8Array> {
  return openPixels(image).png().toBuffer();
}

/** Encodes one channel of 8 bits as PNG, without loss. */
export async function encodeGrayPng({ width, height, data }: GrayImage): Promise<Uint8Array> {
  const pixels = sharp(data, { raw: { width, height, channels: 1 } });
  return pixels.toColourspace('b-w').png().toBuffer();
}

/** Encodes as lossy WebP; `quality` is 1 to 100. */
export async function encodeWebp(
  image: RgbImage,
  quality: number = DEFAULT_WEBP_QUALITY,
): Promise<Uint8Array> {
  return openPixels(image).webp({ quality }).toBuffer();
}
