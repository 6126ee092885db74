/**
 * Why an image cannot be used: the codes of this room's `ImageError`s, and libvips' words translated into them.
 * Each message is one sentence that can stand in `skipped-images.csv` by itself.
 */
import { toDataView } from '../base/bytes.js';
import { ImageError } from '../base/errors.js';

/** Formats that this room decodes, as people write them. */
export type ImageFormat = 'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'TIFF' | 'AVIF' | 'BMP' | 'PNM';

/** Stable codes of every error that decoding throws. */
type ImageErrorCode =
  | 'empty-file'
  | 'not-an-image'
  | 'unsupported-format'
  | 'truncated'
  | 'corrupt'
  | 'too-many-pixels';

/** An ImageError whose message is one sentence. */
export function createImageError(code: ImageErrorCode, sentence: string, cause?: unknown): ImageError {
  return new ImageError(code, { what: sentence, cause });
}

/** ImageError `truncated` for a file of that format. */
export function createTruncatedError(format: ImageFormat, cause?: unknown): ImageError {
  return createImageError(
    'truncated',
    `The ${format} file ends before the image does; it was probably not copied or downloaded completely.`,
    cause,
  );
}

const TRUNCATED = /premature end|unexpected end|got \d+ bytes, expected/i;
const UNSUPPORTED =
  /unsupported (jpeg|bit|photometric|sample|compression)|samples out of range|not a whole number of bytes|not supported|not configured|not implemented/i;
const OVER_PIXEL_LIMIT = /exceeds pixel limit/i;

/** Turns what sharp threw into an `ImageError`; `bytes` decide between a file cut short and a damaged one. */
export function toImageError(
  error: unknown,
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
): ImageError {
  if (error instanceof ImageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (OVER_PIXEL_LIMIT.test(message)) {
    return createImageError('too-many-pixels', `The image has more than ${maxPixels} pixels.`, error);
  }
  if (TRUNCATED.test(message) || isCutShort(bytes, format)) return createTruncatedError(format, error);
  const detail = formatDecoderMessage(message);
  if (UNSUPPORTED.test(message)) {
    return createImageError(
      'unsupported-format',
      `This kind of ${format} cannot be read (${detail}).`,
      error,
    );
  }
  return createImageError('corrupt', `The ${format} file is damaged (${detail}).`, error);
}

/** First line without the loader's name; libvips repeats itself over several lines. */
function formatDecoderMessage(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return line.replace(/^(Input buffer has corrupt header: )?(\w+: )?/, '').trim() || 'no reason given';
}

/** Whether the file's own lengths and offsets point beyond its end; for formats whose decoders do not say so. */
function isCutShort(bytes: Uint8Array, format: ImageFormat): boolean {
  const view = toDataView(bytes);
  if (format === 'PNG') return isPngCutShort(view);
  if (format === 'WebP') return bytes.length < 12 || view.getUint32(4, true) + 8 > bytes.length;
  if (format === 'TIFF') return bytes.length < 8 || view.getUint32(4, bytes[0] === 0x49) >= bytes.length;
  return false;
}

function isPngCutShort(view: DataView): boolean {
  const imageEnd = 0x49454e44;
  let offset = 8;
  while (offset + 8 <= view.byteLength) {
    if (view.getUint32(offset + 4) === imageEnd) return false;
    offset += 12 + view.getUint32(offset);
  }
  return true;
}
