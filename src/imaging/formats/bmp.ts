/**
 * Windows bitmaps, which libvips does not read: bytes in, RGB pixels out, equal to Pillow's.
 * 1, 4, 8, 16, 24 and 32 bits, palettes, bit fields, 8-bit run lengths. No 4-bit run lengths, no embedded JPEG or PNG.
 */
import { toDataView } from '../../base/bytes.js';
import type { ImageError } from '../../base/errors.js';
import type { RgbImage } from '../image.js';
import { createImageError, createTruncatedError } from '../image-errors.js';
import { assertPixelLimit } from '../pixel-limit.js';

const COMPRESSION = { none: 0, runLength8: 1, bitFields: 3, alphaBitFields: 6 } as const;
const FILE_HEADER_BYTES = 14;
const OS2_HEADER_BYTES = 12;
/** Of all others that there are, Windows' and OS/2's. */
const HEADER_BYTES: ReadonlySet<number> = new Set([40, 52, 56, 64, 108, 124]);
/** As Pillow: more colours than any palette is read with. */
const MAX_COLORS = 65_536;

interface BmpHeader {
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  compression: number;
  pixelStart: number;
  /** Red, green, blue; empty below 16 bits and at 24. */
  masks: number[];
  /** Start of the palette, its bytes per entry and its number of entries. */
  palette: { start: number; entryBytes: number; entryCount: number };
}

/** Decodes a BMP file; throws `ImageError`. */
export function decodeBmp(bytes: Uint8Array, maxPixels: number): RgbImage {
  const view = toDataView(bytes);
  const header = readHeader(view);
  const { width, height } = header;
  if (width <= 0 || height <= 0) throw createImageError('corrupt', 'The BMP file has no pixels.');
  assertPixelLimit(width, height, maxPixels);
  if (header.bits <= 8) return decodePalette(bytes, header);
  return decodeColor(view, header);
}

function readHeader(view: DataView): BmpHeader {
  if (view.byteLength < FILE_HEADER_BYTES + OS2_HEADER_BYTES) throw createTruncatedError('BMP');
  const headerBytes = view.getUint32(14, true);
  const paletteStart = FILE_HEADER_BYTES + headerBytes;
  const pixelStart = view.getUint32(10, true);
  if (headerBytes === OS2_HEADER_BYTES) {
    const bits = view.getUint16(24, true);
    return {
      width: view.getUint16(18, true),
      height: view.getUint16(20, true),
      isTopDown: false,
      bits: assertDepth(bits, COMPRESSION.none),
      compression: COMPRESSION.none,
      pixelStart,
      masks: defaultMasks(bits),
      palette: { start: paletteStart, entryBytes: 3, entryCount: 2 ** Math.min(bits, 8) },
    };
  }
  if (!HEADER_BYTES.has(headerBytes) || pixelStart < paletteStart) throw createMalformedError();
  if (view.byteLength < FILE_HEADER_BYTES + 40) throw createTruncatedError('BMP');
  const storedHeight = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const declaredColors = view.getUint32(46, true);
  if (declaredColors > MAX_COLORS) throw createMalformedError();
  return {
    width: view.getInt32(18, true),
    height: Math.abs(storedHeight),
    isTopDown: storedHeight < 0,
    bits: assertDepth(bits, compression),
    compression,
    pixelStart,
    masks: hasBitFields(compression) ? readMasks(view) : defaultMasks(bits),
    palette: { start: paletteStart, entryBytes: 4, entryCount: declaredColors || 2 ** Math.min(bits, 8) },
  };
}

function hasBitFields(compression: number): boolean {
  return compression === COMPRESSION.bitFields || compression === COMPRESSION.alphaBitFields;
}

function assertDepth(bits: number, compression: number): number {
  const isSupported =
    (compression === COMPRESSION.none && [1, 4, 8, 16, 24, 32].includes(bits)) ||
    (compression === COMPRESSION.runLength8 && bits === 8) ||
    (hasBitFields(compression) && (bits === 16 || bits === 32));
  if (isSupported) return bits;
  throw createImageError(
    'unsupported-format',
    `This kind of BMP (${bits} bits per pixel, compression ${compression}) cannot be read; convert it to PNG.`,
  );
}

function createMalformedError(): ImageError {
  return createImageError('corrupt', 'The BMP file has a malformed header.');
}

/** In the longer headers and after the 40-byte one alike, the masks follow the first 40 bytes. */
function readMasks(view: DataView): number[] {
  if (view.byteLength < FILE_HEADER_BYTES + 52) throw createTruncatedError('BMP');
  const [red, green, blue] = [54, 58, 62].map((offset) => view.getUint32(offset, true)) as [
    number,
    number,
    number,
  ];
  if ((red & green) !== 0 || (green & blue) !== 0 || (red & blue) !== 0) throw createMalformedError();
  return [red, green, blue];
}

function defaultMasks(bits: number): number[] {
  if (bits === 16) return [0x7c00, 0x03e0, 0x001f];
  if (bits === 32) return [0xff0000, 0x00ff00, 0x0000ff];
  return [];
}

/** Rows are padded to whole 32-bit words. */
function computeRowBytes(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

function decodePalette(bytes: Uint8Array, header: BmpHeader): RgbImage {
  const { width, height, palette } = header;
  const indices =
    header.compression === COMPRESSION.runLength8 ? expandRuns(bytes, header) : unpackIndices(bytes, header);
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    const index = indices[pixel]!;
    // Indices beyond the palette are black, as in Pillow.
    if (index >= palette.entryCount) continue;
    const entry = palette.start + index * palette.entryBytes;
    data[pixel * 3] = bytes[entry + 2] ?? 0;
    data[pixel * 3 + 1] = bytes[entry + 1] ?? 0;
    data[pixel * 3 + 2] = bytes[entry] ?? 0;
  }
  return { width, height, data };
}

/** One index per pixel, rows from the top; the first pixel is in the high bits of its byte. */
function unpackIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bits, pixelStart } = header;
  const rowBytes = computeRowBytes(width, bits);
  if (pixelStart + rowBytes * height > bytes.length) throw createTruncatedError('BMP');
  const indices = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const rowStart = pixelStart + (header.isTopDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const bitOffset = x * bits;
      const shift = 8 - bits - (bitOffset & 7);
      indices[y * width + x] = (bytes[rowStart + (bitOffset >> 3)]! >> shift) & (2 ** bits - 1);
    }
  }
  return indices;
}

/** Run lengths: (count, index) pairs; count 0 escapes to end of row, end of image, a jump, or literal indices. */
function expandRuns(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height } = header;
  const indices = new Uint8Array(width * height);
  let offset = header.pixelStart;
  let x = 0;
  let y = 0;
  const put = (index: number): void => {
    if (x < width) indices[(header.isTopDown ? y : height - 1 - y) * width + x] = index;
    x++;
  };
  while (y < height) {
    if (offset + 2 > bytes.length) throw createTruncatedError('BMP');
    const count = bytes[offset]!;
    const value = bytes[offset + 1]!;
    offset += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(value);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      if (y < height - 1 || x < width) throw createTruncatedError('BMP');
      break;
    } else if (value === 2) {
      x += bytes[offset] ?? 0;
      y += bytes[offset + 1] ?? 0;
      offset += 2;
    } else {
      if (offset + value > bytes.length) throw createTruncatedError('BMP');
      for (let i = 0; i < value; i++) put(bytes[offset + i]!);
      offset += value + (value & 1);
    }
  }
  return indices;
}

function decodeColor(view: DataView, header: BmpHeader): RgbImage {
  const { width, height, bits, pixelStart } = header;
  const rowBytes = computeRowBytes(width, bits);
  if (pixelStart + rowBytes * height > view.byteLength) throw createTruncatedError('BMP');
  const data = new Uint8Array(width * height * 3);
  const fields = header.masks.map(toField);
  let written = 0;
  for (let y = 0; y < height; y++) {
    const rowStart = pixelStart + (header.isTopDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      if (bits === 24) {
        for (let channel = 2; channel >= 0; channel--)
          data[written++] = view.getUint8(rowStart + x * 3 + channel);
        continue;
      }
      const pixel =
        bits === 16 ? view.getUint16(rowStart + x * 2, true) : view.getUint32(rowStart + x * 4, true);
      for (const { shift, limit } of fields) {
        data[written++] = limit === 0 ? 0 : Math.trunc((((pixel >>> shift) & limit) * 255) / limit);
      }
    }
  }
  return { width, height, data };
}

/** A contiguous bit mask as its lowest bit's place and its largest value. */
function toField(mask: number): { shift: number; limit: number } {
  if (mask === 0) return { shift: 0, limit: 0 };
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, limit: mask >>> shift };
}
