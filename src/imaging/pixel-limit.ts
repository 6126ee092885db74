/**
 * How many pixels an image may have: a size in, nothing or an `ImageError` out.
 * Asked before memory is taken, so that a header of a few bytes cannot ask for gigabytes.
 */
import { createImageError } from './image-errors.js';

/** 100 Mpx: beyond every camera, within 300 MB of memory. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

/** Throws `ImageError` `too-many-pixels` when width × height is over the limit. */
export function assertPixelLimit(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw createImageError(
    'too-many-pixels',
    `The image is ${width} × ${height} pixels, more than the limit of ${maxPixels} pixels.`,
  );
}
