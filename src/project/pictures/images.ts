/**
 * Images of a data set as networks and people see them: decoded, prepared.
 * In: image records. Out: pixels. Caches nothing.
 */

import { ImageError } from '../../base/errors.js';
import { type DecodeOptions, decodeImage, preprocessImage } from '../../imaging/index.js';
import type { ImageRecord, ImageRoot } from '../../records/dataset.js';
import type { Preprocessing } from '../../records/networks/encoder.js';
import type { PreparedImage } from '../../stages/features/index.js';
import { readImageBytes, statOptional } from '../../storage/index.js';

/** A prepared image, and what was out of order in its file though its pixels are whole. */
type PreparedFile = PreparedImage & { remarks: readonly string[] };

/** The capability that extraction and heatmaps read images through. */
export function createImageReader(
  from: ImageRoot,
  preprocessing: Preprocessing,
  options: Partial<DecodeOptions> = {},
  readBytes: typeof readLocatedBytes = readLocatedBytes,
): (image: ImageRecord) => Promise<PreparedFile> {
  return async (image) => {
    const decoded = await decodeImage(await readBytes(from, image), options);
    const { width, height, data } = preprocessImage(decoded, preprocessing);
    return { width, height, data, exifOrientation: decoded.exifOrientation, remarks: decoded.remarks };
  };
}

/** For pictures that may be missing: null in place of one that cannot be read or decoded; throws any other error. */
export function nullIfUnreadable(error: unknown): null {
  if (error instanceof ImageError) return null;
  throw error;
}

/** Whether there is a file at `path`. */
export async function fileExists(path: string): Promise<boolean> {
  return (await statOptional(path)) !== null;
}

/** Encoded bytes of an image. Rejects with ImageError `no-image`, and as `readImageBytes`. */
export async function readLocatedBytes(from: ImageRoot, image: ImageRecord): Promise<Uint8Array> {
  if (image.location === null) {
    throw new ImageError('no-image', { what: `${image.path} was declared without an image file.` });
  }
  return readImageBytes(from, image.location);
}
