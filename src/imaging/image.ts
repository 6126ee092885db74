/**
 * Pixels in memory, as every function of this room takes and gives them.
 * Plain 8-bit arrays, rows from the top, no padding between rows; never shared with a decoder's memory.
 */

export interface RgbImage {
  width: number;
  height: number;
  /** Uint8Array, [height, width, 3], row-major, sRGB as stored in the file (colour profiles are ignored). */
  data: Uint8Array;
}

/** One channel of pixels. */
export interface GrayImage {
  width: number;
  height: number;
  /** Uint8Array, [height, width], row-major. */
  data: Uint8Array;
}

/** Pixels as a file holds them. */
export interface DecodedImage extends RgbImage {
  /** EXIF orientation that the file carries, 1 to 8; 1 when upright or absent. Says what the file says, applied or not. */
  exifOrientation: number;
  /** What was out of order in the file though every pixel is whole; empty for nearly all. */
  remarks: string[];
}
