/**
 * Netpbm images (PBM, PGM, PPM; plain P1 to P3 and raw P4 to P6), which sharp's libvips does not read.
 * Bytes in, RGB pixels out, as Pillow; values are scaled from the file's own maximum to 255 (16-bit grey too, which Pillow clips), or
 * from the range of the data set.
 */
import type { IntensityRanges } from '../../records/intensity.js';
import type { RgbImage } from '../image.js';
import { createImageError, createTruncatedError } from '../image-errors.js';
import { assertPixelLimit } from '../pixel-limit.js';
import { type DeepSamples, findRange, toRgbImage } from '../pixels/intensity.js';

const MAX_SAMPLE = 65535;
const MAX_BYTE = 255;
/** How samples beyond a byte are stored. */
const DEEP_TYPE = 'uint16';

interface PnmHeader {
  kind: number;
  width: number;
  height: number;
  maximum: number;
  pixelStart: number;
}

/**
 * Decodes a Netpbm file. Samples of more than 8 bits are scaled by the range for them among `ranges`, where there is one, else by the
 * maximum that the file states. Throws `ImageError`.
 */
export function decodePnm(bytes: Uint8Array, maxPixels: number, ranges: IntensityRanges = {}): RgbImage {
  const { width, height, kind, maximum, channels, samples } = readSamples(bytes, maxPixels);
  const range = maximum > MAX_BYTE ? findRange(ranges, DEEP_TYPE) : null;
  if (range !== null) return toRgbImage(toDeepSamples({ width, height, channels, samples }), range);
  const isBitmap = kind === 1 || kind === 4;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const sample = samples[channels === 3 ? i : Math.trunc(i / 3)]!;
    // In bitmaps 1 is ink.
    data[i] = isBitmap ? (sample ? 0 : 255) : scaleSample(sample, maximum);
  }
  return { width, height, data };
}

/** Samples of more than 8 bits as the file holds them; null for 8 bits. Throws `ImageError`. */
export function readDeepPnm(bytes: Uint8Array, maxPixels: number): DeepSamples | null {
  const image = readSamples(bytes, maxPixels);
  return image.maximum > MAX_BYTE ? toDeepSamples(image) : null;
}

/** Samples of a file in its own range, [height, width, channels], row-major. */
type PnmSamples = Omit<DeepSamples, 'type' | 'data'> & { samples: Uint8Array | Uint16Array };

function toDeepSamples({ width, height, channels, samples }: PnmSamples): DeepSamples {
  return { type: DEEP_TYPE, width, height, channels, data: Float32Array.from(samples) };
}

function readSamples(bytes: Uint8Array, maxPixels: number): PnmHeader & PnmSamples {
  const header = readHeader(bytes);
  const { width, height, kind } = header;
  assertPixelLimit(width, height, maxPixels);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const sampleCount = width * height * channels;
  const samples =
    kind === 4
      ? unpackBits(bytes, header)
      : kind < 4
        ? readPlainSamples(bytes, header, sampleCount)
        : readRawSamples(bytes, header, sampleCount);
  return { ...header, channels, samples };
}

function isWhitespace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Skips whitespace and comments, then reads digits; `next` is the position after them. */
function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
  let offset = start;
  while (offset < bytes.length && (isWhitespace(bytes[offset]!) || bytes[offset] === 0x23)) {
    if (bytes[offset] === 0x23) while (offset < bytes.length && bytes[offset] !== 0x0a) offset++;
    else offset++;
  }
  let value = 0;
  const digitStart = offset;
  for (; offset < bytes.length && bytes[offset]! >= 0x30 && bytes[offset]! <= 0x39; offset++) {
    value = value * 10 + bytes[offset]! - 0x30;
  }
  if (offset >= bytes.length && offset === digitStart) throw createTruncatedError('PNM');
  if (offset === digitStart) throw createImageError('corrupt', 'The PNM file has a malformed number.');
  return { value, next: offset };
}

function readHeader(bytes: Uint8Array): PnmHeader {
  const kind = bytes[1]! - 0x30;
  const width = readNumber(bytes, 2);
  const height = readNumber(bytes, width.next);
  const maximum = kind === 1 || kind === 4 ? { value: 1, next: height.next } : readNumber(bytes, height.next);
  if (width.value === 0 || height.value === 0 || maximum.value === 0 || maximum.value > MAX_SAMPLE) {
    throw createImageError('corrupt', 'The PNM file has a malformed header.');
  }
  return {
    kind,
    width: width.value,
    height: height.value,
    maximum: maximum.value,
    pixelStart: maximum.next + 1,
  };
}

/** Python's rounding, which Pillow uses here: halves to even. */
function scaleSample(sample: number, maximum: number): number {
  if (maximum === MAX_BYTE) return sample;
  const scaled = Math.min(255, (sample / maximum) * 255);
  const floor = Math.floor(scaled);
  return scaled - floor === 0.5 ? floor + (floor & 1) : Math.round(scaled);
}

function unpackBits(bytes: Uint8Array, { width, height, pixelStart }: PnmHeader): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  if (pixelStart + rowBytes * height > bytes.length) throw createTruncatedError('PNM');
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      bits[y * width + x] = (bytes[pixelStart + y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1;
    }
  }
  return bits;
}

function readRawSamples(bytes: Uint8Array, { maximum, pixelStart }: PnmHeader, sampleCount: number) {
  const sampleBytes = maximum > MAX_BYTE ? 2 : 1;
  if (pixelStart + sampleCount * sampleBytes > bytes.length) throw createTruncatedError('PNM');
  if (sampleBytes === 1) return bytes.subarray(pixelStart, pixelStart + sampleCount);
  const view = new DataView(bytes.buffer, bytes.byteOffset + pixelStart);
  return Uint16Array.from({ length: sampleCount }, (_, index) => view.getUint16(index * 2));
}

function readPlainSamples(bytes: Uint8Array, header: PnmHeader, sampleCount: number): Uint16Array {
  if (header.pixelStart + sampleCount > bytes.length + 1) throw createTruncatedError('PNM');
  const samples = new Uint16Array(sampleCount);
  let offset = header.pixelStart - 1;
  for (let index = 0; index < sampleCount; index++) {
    if (header.kind === 1) {
      // Bits of a plain bitmap may stand without spaces between them.
      while (offset < bytes.length && isWhitespace(bytes[offset]!)) offset++;
      if (offset >= bytes.length) throw createTruncatedError('PNM');
      samples[index] = bytes[offset++] === 0x31 ? 1 : 0;
      continue;
    }
    const { value, next } = readNumber(bytes, offset);
    if (value > header.maximum) {
      throw createImageError(
        'corrupt',
        `The PNM file has the sample ${value}, above its maximum ${header.maximum}.`,
      );
    }
    samples[index] = value;
    offset = next;
  }
  return samples;
}
