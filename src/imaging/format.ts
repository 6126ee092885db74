/**
 * Which image format a file is in, by its content: first bytes in, a name out. File names are never looked at.
 * Does not promise that the rest of the file is sound.
 */
import { createImageError, type ImageFormat } from './image-errors.js';

/** File starts; `.` stands for any byte. */
const SIGNATURES: [ImageFormat, string][] = [
  ['JPEG', '\xff\xd8\xff'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['GIF', 'GIF8'],
  ['WebP', 'RIFF....WEBP'],
  ['TIFF', 'II*\0'],
  ['TIFF', 'MM\0*'],
  ['TIFF', 'II+\0'],
  ['TIFF', 'MM\0+'],
  ['BMP', 'BM'],
];

/** Image formats that people may well have, but that are not decoded here. */
const UNSUPPORTED_SIGNATURES: [string, string][] = [
  ['PDF', '%PDF'],
  ['Photoshop', '8BPS'],
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', '\0\0\0\x0cJXL '],
  ['JPEG 2000', '\0\0\0\x0cjP  '],
  ['JPEG 2000', '\xff\x4f\xff\x51'],
  ['icon', '\0\0\x01\0'],
  ['PCX', '\x0a\x05\x01'],
  ['HEIC or video', '....ftyp'],
];

const SNIFFED_BYTES = 512;

function isMatch(head: string, signature: string): boolean {
  for (let i = 0; i < signature.length; i++) {
    if (signature[i] !== '.' && signature[i] !== head[i]) return false;
  }
  return true;
}

function readHead(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

/** The format of a file. Throws `ImageError` `empty-file`, `unsupported-format` or `not-an-image`. */
export function detectImageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw createImageError('empty-file', 'The file is empty.');
  const start = readHead(bytes, 16);
  for (const [format, signature] of SIGNATURES) if (isMatch(start, signature)) return format;
  if (/^P[1-6]\s/.test(start)) return 'PNM';
  const head = readHead(bytes, SNIFFED_BYTES);
  if (isMatch(head, '....ftyp') && /^....ftyp.{0,64}avi[fs]/s.test(head)) return 'AVIF';
  const unsupported = /<svg[\s>]/i.test(head)
    ? 'SVG'
    : UNSUPPORTED_SIGNATURES.find(([, signature]) => isMatch(head, signature))?.[0];
  if (unsupported) {
    throw createImageError(
      'unsupported-format',
      `The file is in ${unsupported} format, which cannot be read; convert it to PNG or JPEG.`,
    );
  }
  throw createImageError('not-an-image', 'The content of the file is not that of an image.');
}
