/**
 * Object masks as a network gives them, made into pictures.
 * In: numbers of a network's output over the whole image. Out: a mask of black and white in the image's own shape.
 */
import type { SegmenterCard } from '../records/networks/segmenter.js';
import type { GrayImage } from './image.js';
import { resamplePart } from './resample.js';

/** Object from this share on, of 255. */
const HALF = 128;
/** Share of the frame that an object covers, at least (docs/method.md, M34). */
const LEAST_COVER = 0.02;
/** Longer sides are reduced: what looks at masks sees some hundred pixels at most. */
const LONGEST_SIDE = 512;

/**
 * White is object. `values` is [height, width], row-major; numbers that are not finite count as none of the object. The mask keeps the aspect
 * of `image`, with a longer side of at most 512 pixels.
 */
export function toObjectMask(
  values: ArrayLike<number>,
  size: { width: number; height: number },
  kind: SegmenterCard['values'],
  image: { width: number; height: number },
): GrayImage {
  const soft = { ...size, data: toLevels(values, kind) };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const whole = { columns: { start: 0, end: width }, rows: { start: 0, end: height } };
  const { data } = resamplePart(soft, 1, { width, height }, whole, 'bilinear');
  return { width, height, data: data.map((level) => (level >= HALF ? 255 : 0)) };
}

/** Whether a mask shows an object: specks are how a network says that it finds none. */
export function hasObject({ data }: GrayImage): boolean {
  let object = 0;
  for (const level of data) if (level >= HALF) object += 1;
  return object >= LEAST_COVER * data.length;
}

/** Uint8Array, as long as `values`: 0 to 255. */
function toLevels(values: ArrayLike<number>, kind: SegmenterCard['values']): Uint8Array {
  let low = 0;
  let high = 1;
  if (kind === 'relative') {
    low = Number.POSITIVE_INFINITY;
    high = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < values.length; at++) {
      if (!Number.isFinite(values[at]!)) continue;
      low = Math.min(low, values[at]!);
      high = Math.max(high, values[at]!);
    }
  }
  const levels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const share = kind === 'logit' ? 1 / (1 + Math.exp(-value)) : (value - low) / (high - low);
    levels[at] = Number.isFinite(share) ? Math.round(255 * Math.min(1, Math.max(0, share))) : 0;
  }
  return levels;
}
