/**
 * How many pixels an image may have: a size in, nothing or an `ImageError` out.
 * Asked before memory is taken, so that a header of a few bytes cannot ask for gigabytes.
 */
import { createImageError } from './image-errors.js';

/** 100 Mpx: beyond every camera, within 300 MB of memory. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/** As JPEG has it. A line of a hundred million pixels took libvips 8 GB, a column of them three minutes. */
const MAX_SIDE = 65_535;

/** Throws `ImageError` `too-many-pixels` when width × height is over the limit, or one of them over what any camera writes. */
export function assertPixelLimit(width: number, height: number, maxPixels: number): void {
  if (Math.max(width, height) > MAX_SIDE) {
    throw createImageError(
      'too-many-pixels',
      `The image is ${width} × ${height} pixels, more than the limit of ${MAX_SIDE} for either side.`,
    );
  }
  if (width * height <= maxPixels) return;
  throw createImageError(
    'too-many-pixels',
    `The image is ${width} × ${height} pixels, more than the limit of ${maxPixels} pixels.`,
  );
}

/** Of each pixel of the largest image, where samples have more than 8 bits and take four bytes each in memory. */
const MAX_DEEP_CHANNELS = 3;

/** Throws `ImageError` `too-many-pixels` when an image of more than 8 bits has over three times as many samples as it may have pixels. */
export function assertSampleLimit(width: number, height: number, channels: number, maxPixels: number): void {
  const most = MAX_DEEP_CHANNELS * maxPixels;
  if (width * height * channels <= most) return;
  throw createImageError(
    'too-many-pixels',
    `The image has ${width} × ${height} pixels of ${channels} samples with more than 8 bits each, more than the limit of ${most} such samples.`,
  );
}
