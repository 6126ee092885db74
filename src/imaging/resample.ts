/**
 * Pillow's separable resampling, to the byte: 8-bit pixels in, 8-bit pixels of another size out.
 * Antialiased when shrinking; fixed-point weights; the horizontal pass is rounded to 8 bits before the vertical one.
 * Follows libImaging/Resample.c. A part of the result can be asked for; the source is always the whole image.
 */
import type { RgbImage } from './image.js';

/** Filters that images are resized by. */
export type Interpolation = 'bilinear' | 'bicubic';

/** Pillow keeps 8 bits for the pixel and 2 for overshoot of the 32-bit sum; the rest is the weights' fraction. */
const PRECISION_BITS = 32 - 8 - 2;
const ROUNDING = 1 << (PRECISION_BITS - 1);

/** Interleaved bytes, [height, width, channels]. */
interface ByteImage {
  width: number;
  height: number;
  data: Uint8Array;
}

interface Kernel {
  /** Radius in source pixels at scale 1. */
  support: number;
  weight(distance: number): number;
}

const KERNELS: Record<Interpolation, Kernel> = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { support: 2, weight: computeBicubicWeight },
};

/** Keys' cubic with a = −0.5; grouped as Pillow groups it, so that the doubles agree to the last bit. */
function computeBicubicWeight(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** For each output position of a span: the first source position, the number of them, and their weights. */
interface AxisWeights {
  tapLimit: number;
  starts: Int32Array;
  counts: Int32Array;
  /** Int32Array, [positions in span, tapLimit], fixed point with `PRECISION_BITS` of fraction. */
  weights: Int32Array;
}

/** Half-open range of output positions. */
interface Span {
  start: number;
  end: number;
}

function computeAxisWeights(inputSize: number, outputSize: number, span: Span, kernel: Kernel): AxisWeights {
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const support = kernel.support * filterScale;
  const inverse = 1 / filterScale;
  const tapLimit = Math.ceil(support) * 2 + 1;
  const length = span.end - span.start;
  const starts = new Int32Array(length);
  const counts = new Int32Array(length);
  const weights = new Int32Array(length * tapLimit);
  const exact = new Float64Array(tapLimit);
  for (let index = 0; index < length; index++) {
    const center = (span.start + index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(inputSize, Math.trunc(center + support + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const weight = kernel.weight((tap + start - center + 0.5) * inverse);
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) {
      const weight = sum === 0 ? exact[tap]! : exact[tap]! / sum;
      weights[index * tapLimit + tap] = Math.trunc(weight * 2 ** PRECISION_BITS + (weight < 0 ? -0.5 : 0.5));
    }
    starts[index] = start;
    counts[index] = count;
  }
  return { tapLimit, starts, counts, weights };
}

function clampToByte(fixed: number): number {
  const value = fixed >> PRECISION_BITS;
  return value < 0 ? 0 : Math.min(value, 255);
}

/** Horizontal pass over the source rows of `rows`; the result holds only those. */
function resampleRows(image: ByteImage, channels: 1 | 3, rows: Span, axis: AxisWeights): ByteImage {
  const width = axis.starts.length;
  const height = rows.end - rows.start;
  const data = new Uint8Array(width * height * channels);
  const resampleRow = channels === 3 ? resampleRgbRow : resampleGrayRow;
  for (let y = 0; y < height; y++) {
    const sourceStart = (rows.start + y) * image.width * channels;
    resampleRow(image.data, sourceStart, axis, data, y * width * channels);
  }
  return { width, height, data };
}

type ResampleRow = (
  source: Uint8Array,
  sourceStart: number,
  axis: AxisWeights,
  target: Uint8Array,
  targetStart: number,
) => void;

const resampleGrayRow: ResampleRow = (source, sourceStart, axis, target, targetStart) => {
  const { starts, counts, weights, tapLimit } = axis;
  for (let x = 0; x < starts.length; x++) {
    const first = x * tapLimit;
    const read = sourceStart + starts[x]!;
    let sum = ROUNDING;
    for (let tap = 0; tap < counts[x]!; tap++) sum += Math.imul(source[read + tap]!, weights[first + tap]!);
    target[targetStart + x] = clampToByte(sum);
  }
};

/** Three sums in one walk: the hot loop when photographs are shrunk. */
const resampleRgbRow: ResampleRow = (source, sourceStart, axis, target, targetStart) => {
  const { starts, counts, weights, tapLimit } = axis;
  let written = targetStart;
  for (let x = 0; x < starts.length; x++) {
    let read = sourceStart + starts[x]! * 3;
    let red = ROUNDING;
    let green = ROUNDING;
    let blue = ROUNDING;
    const first = x * tapLimit;
    const end = first + counts[x]!;
    for (let tap = first; tap < end; tap++) {
      const weight = weights[tap]!;
      red = (red + Math.imul(source[read]!, weight)) | 0;
      green = (green + Math.imul(source[read + 1]!, weight)) | 0;
      blue = (blue + Math.imul(source[read + 2]!, weight)) | 0;
      read += 3;
    }
    target[written++] = clampToByte(red);
    target[written++] = clampToByte(green);
    target[written++] = clampToByte(blue);
  }
};

/** Vertical pass; row 0 of `image` is row `firstRow` of the source that `axis` speaks of. */
function resampleColumns(image: ByteImage, channels: number, firstRow: number, axis: AxisWeights): ByteImage {
  const { starts, counts, weights, tapLimit } = axis;
  const source = image.data;
  const rowSize = image.width * channels;
  const height = starts.length;
  const data = new Uint8Array(rowSize * height);
  const sums = new Int32Array(rowSize);
  for (let y = 0; y < height; y++) {
    sums.fill(ROUNDING);
    for (let tap = 0; tap < counts[y]!; tap++) {
      const weight = weights[y * tapLimit + tap]!;
      const rowStart = (starts[y]! + tap - firstRow) * rowSize;
      for (let i = 0; i < rowSize; i++) sums[i] = sums[i]! + Math.imul(source[rowStart + i]!, weight);
    }
    for (let i = 0; i < rowSize; i++) data[y * rowSize + i] = clampToByte(sums[i]!);
  }
  return { width: image.width, height, data };
}

function isWhole(span: Span, size: number): boolean {
  return span.start === 0 && span.end === size;
}

/**
 * The part `columns` × `rows` of the image resized to `width` × `height`, byte for byte, without computing the rest.
 * `channels` is 1 or 3, the interleaved bytes per pixel; shares `data` with the input when nothing changes.
 */
export function resamplePart(
  image: ByteImage,
  channels: 1 | 3,
  size: { width: number; height: number },
  part: { columns: Span; rows: Span },
  interpolation: Interpolation,
): ByteImage {
  const kernel = KERNELS[interpolation];
  const { columns, rows } = part;
  const needsColumns = size.height !== image.height || !isWhole(rows, size.height);
  const vertical = needsColumns ? computeAxisWeights(image.height, size.height, rows, kernel) : null;
  const sourceRows = vertical ? computeSourceRows(vertical) : { start: 0, end: image.height };
  let resampled = image;
  let firstRow = 0;
  if (size.width !== image.width || !isWhole(columns, size.width)) {
    const horizontal = computeAxisWeights(image.width, size.width, columns, kernel);
    resampled = resampleRows(image, channels, sourceRows, horizontal);
    firstRow = sourceRows.start;
  }
  return vertical ? resampleColumns(resampled, channels, firstRow, vertical) : resampled;
}

/** Rows of the source that a vertical pass reads. */
function computeSourceRows({ starts, counts }: AxisWeights): Span {
  return { start: starts[0]!, end: starts.at(-1)! + counts.at(-1)! };
}

/** Resizes as `PIL.Image.resize((width, height), resample)` does; shares `data` with the input when the size is unchanged. */
export function resize(
  image: RgbImage,
  width: number,
  height: number,
  interpolation: Interpolation,
): RgbImage {
  const whole = { columns: { start: 0, end: width }, rows: { start: 0, end: height } };
  return resamplePart(image, 3, { width, height }, whole, interpolation);
}

/** `resize` with the kernel that torchvision uses unless told otherwise. */
export function resizeBilinear(image: RgbImage, width: number, height: number): RgbImage {
  return resize(image, width, height, 'bilinear');
}
