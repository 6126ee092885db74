/**
 * One image file as the audit sees it: bytes in, properties of file and pixels out.
 * Decodes as every other stage does; compares nothing.
 */
import { toDataView } from '../../base/bytes.js';
import type { ImageProperties } from '../../records/audit/image-properties.js';
import { type DecodeOptions, decodeImage } from '../decode.js';
import { detectImageFormat } from '../format.js';
import { EXIF_TAG, type ExifBlock, readExifText } from '../formats/exif.js';
import { readJpegHeader } from '../formats/jpeg-header.js';
import { readJpegTables } from '../formats/jpeg-tables.js';
import { sharp } from '../sharp.js';
import { computeFrameProperties } from './frame-properties.js';
import { computePixelProperties } from './pixel-properties.js';

/** What the file says beside its pixels. */
interface FileFacts {
  mode: string;
  exif: ExifBlock | null;
}

const JPEG_MODES: Record<number, string> = { 1: 'grey', 3: 'rgb', 4: 'cmyk' };
/** libvips' words for what most people call otherwise. */
const SPACES: Record<string, string> = { srgb: 'rgb', 'b-w': 'grey' };
const EXIF_MARK = 'Exif\0\0';

/** Properties of one file. Throws `ImageError` as `decodeImage`. */
export async function readImageProperties(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> = {},
): Promise<ImageProperties> {
  const image = await decodeImage(bytes, options);
  const format = detectImageFormat(bytes);
  const { mode, exif } = format === 'JPEG' ? readJpegFacts(bytes) : await readOtherFacts(bytes);
  const tables = format === 'JPEG' ? readJpegTables(bytes) : null;
  const readText = (tag: number) => (exif === null ? null : readExifText(exif, tag));
  return {
    ...computePixelProperties(image),
    ...computeFrameProperties(image),
    width: image.width,
    height: image.height,
    fileBytes: bytes.length,
    format,
    mode,
    jpegQuality: tables?.quality ?? null,
    jpegTables: tables?.mark ?? null,
    cameraMake: readText(EXIF_TAG.make),
    cameraModel: readText(EXIF_TAG.model),
    software: readText(EXIF_TAG.software),
    orientation: image.exifOrientation,
  };
}

function readJpegFacts(bytes: Uint8Array): FileFacts {
  const header = readJpegHeader(bytes);
  return { mode: JPEG_MODES[header?.channels ?? 0] ?? '', exif: header?.exif ?? null };
}

/** Formats that libvips does not read, and files that it reads only after a repair, have no mode and no EXIF here. */
async function readOtherFacts(bytes: Uint8Array): Promise<FileFacts> {
  const metadata = await sharp(bytes)
    .metadata()
    .catch(() => null);
  if (metadata === null) return { mode: '', exif: null };
  const { space = '', hasAlpha, isPalette, depth, exif } = metadata;
  const deep = depth === undefined || depth === 'uchar' ? '' : ` ${depth}`;
  const mode = `${SPACES[space] ?? space}${hasAlpha ? 'a' : ''}${isPalette ? ' palette' : ''}${deep}`;
  return { mode, exif: exif === undefined ? null : toExifBlock(exif) };
}

function toExifBlock(exif: Buffer): ExifBlock {
  const start = exif.toString('latin1', 0, EXIF_MARK.length) === EXIF_MARK ? EXIF_MARK.length : 0;
  return { view: toDataView(exif), start, end: exif.length };
}
