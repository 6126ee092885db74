/**
 * PNGs whose pixels are whole though the rest of the file is not: a wrong checksum, a damaged note, no end.
 * A file in; the same pixels in a sound file out, and what was wrong. What the picture does not need is left out, EXIF apart.
 */
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';
import { toDataView } from '../../base/bytes.js';
import type { ImageError } from '../../base/errors.js';
import { createImageError, createTruncatedError } from '../image-errors.js';
import { assertPixelLimit } from '../pixel-limit.js';

interface Chunk {
  name: string;
  data: Uint8Array;
  isSound: boolean;
}

const SIGNATURE_BYTES = 8;
const END = 'IEND';
/** Samples per pixel by colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First column, first row and steps of the passes of an interlaced picture. */
const INTERLACED = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The repaired file. Throws `ImageError` where the header, the palette or a pixel is damaged or missing. */
export function repairPng(bytes: Uint8Array, maxPixels: number): { bytes: Uint8Array; remarks: string[] } {
  const chunks = listChunks(bytes);
  const [header, ...others] = chunks.filter(({ name }) => name === 'IHDR');
  const palette = chunks.find(({ name }) => name === 'PLTE');
  if (!header?.isSound || header.data.length !== 13 || others.length > 0)
    throw createDamagedError('its header');
  if (palette?.isSound === false) throw createDamagedError('its palette');
  const coded = chunks.filter(({ name }) => name === 'IDAT');
  const pixels = inflatePixels(Buffer.concat(coded.map(({ data }) => data)), header.data, maxPixels);
  const exif = chunks.find(({ name, isSound }) => name === 'eXIf' && isSound);
  const wrong = chunks.filter(({ isSound }) => !isSound).map(({ name }) => name);
  const remarks = [
    ...(wrong.length > 0 ? [`wrong checksum of ${[...new Set(wrong)].join(', ')}`] : []),
    ...(chunks.some(({ name }) => name === END) ? [] : ['no end']),
  ];
  const kept = [header, palette, exif, { name: 'IDAT', data: deflateSync(pixels, { level: 1 }) }];
  return {
    bytes: Buffer.concat([
      bytes.subarray(0, SIGNATURE_BYTES),
      ...kept.flatMap((chunk) => (chunk ? [formatChunk(chunk.name, chunk.data)] : [])),
      formatChunk(END, new Uint8Array()),
    ]),
    remarks: remarks.length > 0 ? remarks : ['parts beside its pixels are out of order'],
  };
}

/** Up to the end, or to where the file stops; the last chunk may be cut short and is then not sound. */
function listChunks(bytes: Uint8Array): Chunk[] {
  const view = toDataView(bytes);
  const chunks: Chunk[] = [];
  let offset = SIGNATURE_BYTES;
  while (offset + 8 <= bytes.length && chunks.at(-1)?.name !== END) {
    const name = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const end = offset + 8 + view.getUint32(offset);
    const isSound = end + 4 <= bytes.length && crc32(bytes.subarray(offset + 4, end)) === view.getUint32(end);
    chunks.push({ name, data: bytes.subarray(offset + 8, end), isSound });
    offset = end + 4;
  }
  return chunks;
}

/** The filtered rows. A missing checksum at the end of zlib's stream is no matter, as in Pillow; a wrong one is. */
function inflatePixels(coded: Uint8Array, header: Uint8Array, maxPixels: number): Uint8Array {
  const view = toDataView(header);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  assertPixelLimit(width, height, maxPixels);
  const pixelBits = header[8]! * (CHANNELS[header[9]!] ?? 4);
  const passes = header[12] === 1 ? INTERLACED : [[0, 0, 1, 1] as const];
  let expected = 0;
  for (const [left, top, stepX, stepY] of passes) {
    const columns = Math.ceil((width - left) / stepX);
    const rows = Math.ceil((height - top) / stepY);
    if (columns > 0 && rows > 0) expected += rows * (1 + Math.ceil((columns * pixelBits) / 8));
  }
  let pixels: Uint8Array;
  try {
    pixels = inflateSync(coded, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: expected + 1 });
  } catch (error) {
    throw createDamagedError('its pixels', error);
  }
  if (pixels.length < expected) throw createTruncatedError('PNG');
  return pixels;
}

function createDamagedError(part: string, cause?: unknown): ImageError {
  return createImageError('corrupt', `The PNG file is damaged in ${part}.`, cause);
}

function formatChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}
