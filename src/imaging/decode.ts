/**
 * Image files to 8-bit RGB, equal to `PIL.Image.open(f).convert('RGB')`: the bytes of one file in, pixels out.
 * Content decides the format. Colour profiles are ignored, alpha is dropped, the first frame counts. A file whose disorder leaves
 * every pixel whole is read with a remark; one that lacks pixels is refused.
 * Does not resize: libvips' kernels differ from Pillow's (see `resample.ts`).
 */
import { ImageError } from '../base/errors.js';
import type { IntensityRanges } from '../records/intensity.js';
import { detectImageFormat } from './format.js';
import { decodeBmp } from './formats/bmp.js';
import { decodeGif } from './formats/gif.js';
import { decodeRepaired } from './formats/jpeg-repair.js';
import { repairPng } from './formats/png-repair.js';
import { decodePnm, readDeepPnm } from './formats/pnm.js';
import type { DecodedImage, GrayImage } from './image.js';
import { type ImageFormat, toImageError } from './image-errors.js';
import { DEFAULT_MAX_PIXELS } from './pixel-limit.js';
import { toGrayChannel } from './pixels/channels.js';
import type { DeepSamples } from './pixels/intensity.js';
import { applyOrientation } from './pixels/orientation.js';
import { readDeepSamples, readRgb, type Strictness } from './pixels/sharp-pixels.js';

/** How files are decoded. */
export interface DecodeOptions {
  /** Turn pixels upright; off by default, as in torchvision. */
  applyExifOrientation: boolean;
  /** Width × height above this is refused from the header alone. */
  maxPixels: number;
  /** What fills the 256 levels where samples have more than 8 bits; see `scaleSamples`. */
  intensity: IntensityRanges;
}

/** What libvips says where libtiff has warned of something. */
const TIFF_WARNING = /^Warning treated as error[^\n]*\n?/;

/** Formats that are read here without libvips; of them only PNM may have more than 8 bits. */
const OWN_READERS = { BMP: decodeBmp, PNM: decodePnm, GIF: decodeGif } as const;

/** Decodes one file. Throws `ImageError` with a code of `ImageErrorCode`, and nothing else, whatever the bytes. */
export async function decodeImage(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<DecodedImage> {
  const maxPixels = options.maxPixels ?? DEFAULT_MAX_PIXELS;
  const format = detectImageFormat(bytes);
  if (isOwn(format)) {
    const image = OWN_READERS[format](bytes, maxPixels, options.intensity);
    return { ...image, exifOrientation: 1, remarks: [] };
  }
  const { result, remarks } = await readTolerantly(bytes, format, maxPixels, (source, failOn) =>
    readRgb(source, format, options.intensity ?? {}, { maxPixels, failOn }),
  );
  if (!options.applyExifOrientation) return { ...result, remarks };
  const { exifOrientation } = result;
  return { ...applyOrientation(result, exifOrientation), exifOrientation, remarks };
}

/** Samples of more than 8 bits as the file holds them, unscaled and unturned; null for 8 bits. Errors as `decodeImage`. */
export async function decodeSamples(
  bytes: Uint8Array,
  maxPixels = DEFAULT_MAX_PIXELS,
): Promise<DeepSamples | null> {
  const format = detectImageFormat(bytes);
  if (format === 'PNM') return readDeepPnm(bytes, maxPixels);
  if (isOwn(format) || format === 'JPEG') return null;
  const { result } = await readTolerantly(bytes, format, maxPixels, (source, failOn) =>
    readDeepSamples(source, format, { maxPixels, failOn }),
  );
  return result;
}

/** Decodes an object mask of any format to one channel, as Pillow's `convert('L')`; white is object. Errors as `decodeImage`. */
export async function decodeMask(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<GrayImage> {
  const { width, height, data } = await decodeImage(bytes, options);
  return { width, height, data: toGrayChannel(data) };
}

function isOwn(format: ImageFormat): format is keyof typeof OWN_READERS {
  return format in OWN_READERS;
}

/**
 * What `read` makes of a file: at first strictly, then, where it throws, of the same file in order. Remarks say what was out of order.
 * Throws `ImageError`.
 */
async function readTolerantly<T>(
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
  read: (bytes: Uint8Array, failOn: Strictness) => Promise<T>,
): Promise<{ result: T; remarks: string[] }> {
  try {
    return { result: await read(bytes, 'warning'), remarks: [] };
  } catch (error) {
    try {
      if (error instanceof ImageError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (format === 'JPEG') return await decodeRepaired(bytes, error, (source) => read(source, 'warning'));
      if (format === 'PNG') {
        const repaired = repairPng(bytes, maxPixels);
        return { result: await read(repaired.bytes, 'warning'), remarks: repaired.remarks };
      }
      if (format !== 'TIFF' || !TIFF_WARNING.test(message)) throw error;
      const remark = message.replace(TIFF_WARNING, '').split('\n', 1)[0]!.trim();
      return { result: await read(bytes, 'error'), remarks: [remark || 'a warning of libtiff'] };
    } catch (last) {
      throw toImageError(last, bytes, format, maxPixels);
    }
  }
}
