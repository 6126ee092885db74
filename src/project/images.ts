/**
 * Images of a data set as networks and people see them: decoded, prepared, with masks.
 * In: image records. Out: pixels. Caches nothing.
 */

import { access } from 'node:fs/promises';
import { ImageError } from '../base/errors.js';
import {
  type DecodeOptions,
  decodeImage,
  decodeMask,
  type GrayImage,
  preprocessImage,
  preprocessMask,
} from '../imaging/index.js';
import type { ImageRecord } from '../records/dataset.js';
import type { Preprocessing } from '../records/encoder.js';
import type { ReadPreparedImage } from '../stages/features/index.js';
import { readImageBytes } from '../storage/index.js';

/** The capability that extraction and heatmaps read images through. */
export function createImageReader(
  root: string,
  preprocessing: Preprocessing,
  options: Partial<DecodeOptions> = {},
): ReadPreparedImage {
  return async (image) => {
    const decoded = await decodeImage(await readLocatedBytes(root, image), options);
    const { width, height, data } = preprocessImage(decoded, preprocessing);
    return { width, height, data, exifOrientation: decoded.exifOrientation };
  };
}

/** The object mask of an image, prepared as the image is; null where the image has none. */
export async function readPreparedMask(
  root: string,
  image: ImageRecord,
  maskColumn: string,
  preprocessing: Preprocessing,
): Promise<GrayImage | null> {
  const path = image.columns[maskColumn];
  if (!path) return null;
  return preprocessMask(await decodeMask(await readImageBytes(root, { kind: 'file', path })), preprocessing);
}

/** Whether there is a file at `path`. */
export function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function readLocatedBytes(root: string, image: ImageRecord): Promise<Uint8Array> {
  if (image.location === null) {
    throw new ImageError('no-image', { what: `${image.path} was declared without an image file.` });
  }
  return readImageBytes(root, image.location);
}
