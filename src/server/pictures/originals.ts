/**
 * Images as they are in the data set.
 * In: an image index. Out: the file's own bytes where browsers show them as the encoder sees them, else a JPEG of it. Reads only where the data set's records
 * say, never a path from a request.
 */
import {
  decodeImage,
  detectImageFormat,
  encodeJpeg,
  type ImageFormat,
  resizeForDisplay,
} from '../../imaging/index.js';
import { type Project, readImageDecoding } from '../../project/index.js';
import { readImageBytes } from '../../storage/index.js';
import { RefusalError } from '../refusal.js';

/** Formats that browsers show, with their media types. */
const SHOWN: Partial<Record<ImageFormat, string>> = {
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
  WebP: 'image/webp',
  AVIF: 'image/avif',
  BMP: 'image/bmp',
};
/** Where a PNG says how many bits a sample has. */
const PNG_DEPTH = 24;
/** Longer side of what is converted. */
const CONVERTED_SIDE = 2048;

export async function readOriginal(
  project: Project,
  row: number,
): Promise<{ type: string; bytes: Uint8Array }> {
  const dataset = project.readDataset();
  const location = dataset.images[row]?.location ?? null;
  if (location === null) {
    throw new RefusalError(404, 'image-missing', { what: `There is no file of image ${row}.` });
  }
  const bytes = await readImageBytes(dataset, location);
  const { intensity } = await readImageDecoding(project);
  const format = detectImageFormat(bytes);
  const type = SHOWN[format];
  // A browser shows the high byte of 16 bits, whatever the data set's range.
  const isScaled = format === 'PNG' && bytes[PNG_DEPTH] === 16 && intensity.uint16 !== undefined;
  if (type !== undefined && !isScaled) return { type, bytes };
  const pixels = resizeForDisplay(await decodeImage(bytes, { intensity }), CONVERTED_SIDE);
  return { type: 'image/jpeg', bytes: await encodeJpeg(pixels) };
}
