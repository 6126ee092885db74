/**
 * The first frame of a GIF on its canvas: bytes in, RGB pixels out, equal to Pillow's.
 * libvips differs where the frame does not fill the canvas and where pixels are transparent: Pillow shows their palette colour.
 * Later frames are not read; a frame with pixels missing is refused.
 */
import type { RgbImage } from '../image.js';
import { createImageError, createTruncatedError } from '../image-errors.js';
import { assertPixelLimit } from '../pixel-limit.js';

const HEADER_BYTES = 13;
const FRAME = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const MAX_CODE_BITS = 12;
const MAX_CODES = 2 ** MAX_CODE_BITS;
/** First row and step of each pass of an interlaced frame. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  isInterlaced: boolean;
  /** 256 RGB colours; grey ramp beyond the file's own, as in Pillow. */
  palette: Uint8Array;
  /** Index outside of the frame: the transparent one, or 0. */
  background: number;
  /** Where the coded pixels begin, with their code size. */
  start: number;
}

/** Decodes a GIF file; throws `ImageError`. */
export function decodeGif(bytes: Uint8Array, maxPixels: number): RgbImage {
  if (bytes.length < HEADER_BYTES) throw createTruncatedError('GIF');
  const frame = readFrame(bytes);
  const width = Math.max(readUint16(bytes, 6), frame.left + frame.width);
  const height = Math.max(readUint16(bytes, 8), frame.top + frame.height);
  if (frame.width === 0 || frame.height === 0)
    throw createImageError('corrupt', 'The GIF file has no pixels.');
  assertPixelLimit(width, height, maxPixels);
  const canvas = new Uint8Array(width * height).fill(frame.background);
  const indices = expandCodes(
    joinBlocks(bytes, frame.start + 1),
    bytes[frame.start]!,
    frame.width * frame.height,
  );
  let read = 0;
  for (const y of listRows(frame)) {
    const row = indices.subarray(read, read + frame.width);
    canvas.set(row, (frame.top + y) * width + frame.left);
    read += frame.width;
  }
  const data = new Uint8Array(canvas.length * 3);
  for (let pixel = 0; pixel < canvas.length; pixel++) {
    const color = canvas[pixel]! * 3;
    for (let channel = 0; channel < 3; channel++) data[pixel * 3 + channel] = frame.palette[color + channel]!;
  }
  return { width, height, data };
}

function readUint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! + 256 * bytes[at + 1]!;
}

/** The first frame's place and palette; stray bytes between blocks are passed over, as in Pillow. */
function readFrame(bytes: Uint8Array): Frame {
  let palette = readPalette(bytes, HEADER_BYTES, bytes[10]!);
  let background = 0;
  let offset = HEADER_BYTES + palette.sizeBytes;
  for (; offset < bytes.length && bytes[offset] !== TRAILER && bytes[offset] !== FRAME; offset++) {
    if (bytes[offset] !== EXTENSION) continue;
    if (bytes[offset + 1] === GRAPHIC_CONTROL && bytes[offset + 3]! & 1) background = bytes[offset + 6] ?? 0;
    for (offset += 2; offset < bytes.length && bytes[offset] !== 0; ) offset += bytes[offset]! + 1;
  }
  const flags = bytes[offset + 9];
  if (bytes[offset] !== FRAME || flags === undefined) throw createTruncatedError('GIF');
  const start = offset + 10;
  const local = readPalette(bytes, start, flags);
  if (local.sizeBytes > 0) palette = local;
  if (start + local.sizeBytes >= bytes.length) throw createTruncatedError('GIF');
  return {
    left: readUint16(bytes, offset + 1),
    top: readUint16(bytes, offset + 3),
    width: readUint16(bytes, offset + 5),
    height: readUint16(bytes, offset + 7),
    isInterlaced: (flags & 0x40) !== 0,
    palette: palette.colors,
    background,
    start: start + local.sizeBytes,
  };
}

function readPalette(bytes: Uint8Array, start: number, flags: number) {
  const sizeBytes = flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const colors = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));
  colors.set(bytes.subarray(start, start + sizeBytes));
  return { sizeBytes, colors };
}

/** The contents of the blocks from `start` on; one that the file does not hold in full is not taken, as in Pillow. */
function joinBlocks(bytes: Uint8Array, start: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let offset = start;
  for (let size = bytes[offset]; size && offset + size < bytes.length; size = bytes[offset]) {
    blocks.push(bytes.subarray(offset + 1, offset + 1 + size));
    offset += size + 1;
  }
  return Buffer.concat(blocks);
}

/** Variable-length LZW codes to `count` palette indices. */
function expandCodes(coded: Uint8Array, rootBits: number, count: number): Uint8Array {
  if (rootBits > MAX_CODE_BITS)
    throw createImageError('corrupt', 'The GIF file has an impossible code size.');
  const clear = 2 ** rootBits;
  const links = new Uint16Array(MAX_CODES);
  const last = new Uint8Array(MAX_CODES);
  const first = new Uint8Array(MAX_CODES);
  const lengths = new Uint16Array(MAX_CODES).fill(1);
  for (let code = 0; code < Math.min(clear, 256); code++) last[code] = first[code] = code;
  const indices = new Uint8Array(count);
  let [next, bits, previous, written] = [clear + 2, rootBits + 1, -1, 0];
  let [buffer, bufferBits, read] = [0, 0, 0];
  while (written < count) {
    for (; bufferBits < bits; bufferBits += 8) {
      if (read >= coded.length) throw createTruncatedError('GIF');
      buffer |= coded[read++]! << bufferBits;
    }
    const code = buffer & (2 ** bits - 1);
    buffer >>>= bits;
    bufferBits -= bits;
    if (code === clear) {
      [next, bits, previous] = [clear + 2, rootBits + 1, -1];
      continue;
    }
    if (code === clear + 1) throw createTruncatedError('GIF');
    if (code >= MAX_CODES || code > next || (previous < 0 && code > clear)) {
      throw createImageError('corrupt', 'The GIF file is damaged (a code that was not defined).');
    }
    if (previous >= 0 && next < MAX_CODES) {
      links[next] = previous;
      first[next] = first[previous]!;
      last[next] = first[code === next ? previous : code]!;
      lengths[next] = lengths[previous]! + 1;
      if (next === 2 ** bits - 1 && bits < MAX_CODE_BITS) bits++;
      next++;
    }
    const end = written + lengths[code]!;
    for (let [at, entry] = [end - 1, code]; at >= written; at--, entry = links[entry]!) {
      if (at < count) indices[at] = last[entry]!;
    }
    written = end;
    previous = code;
  }
  return indices;
}

/** Rows in the order in which they are stored. */
function* listRows({ height, isInterlaced }: Frame): Generator<number> {
  for (const [first, step] of isInterlaced ? PASSES : [[0, 1] as const]) {
    for (let y = first; y < height; y += step) yield y;
  }
}
