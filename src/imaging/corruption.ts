/**
 * Targeted corruptions (docs/method.md, M90 and M91; paper B): one kind of information is taken out of the region that a soft mask marks.
 * In: an image, a mask of its size in 0..1, and what to corrupt. Out: a new image; where the mask is 0 not a bit differs.
 */
import type { Random } from '../numeric/index.js';
import { blendByMask } from './blend.js';
import type { RgbImage } from './image.js';

/**
 * `grey` takes colour, `blur` texture, `rotate` (patches turned by random multiples of 90°) shape;
 * `noise` is the older metric (Gaussian noise times mask), which takes models out of their distribution.
 */
export const CORRUPTIONS = ['grey', 'blur', 'rotate', 'noise'] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/** Standard deviation of the blur, as a share of the shorter side: 10 pixels of 224. */
const BLUR_SHARE = 10 / 224;
/** Patches along the shorter side: 16 pixels of 224. */
const PATCHES_PER_SIDE = 14;
/** Standard deviation of the noise, as a share of the range of pixel values. */
const NOISE_SHARE = 0.25;
/** A Gaussian is cut off at this many standard deviations. */
const BLUR_REACH = 3;

/**
 * image + mask · (corrupted − image), rounded; noise is image + mask · noise. `random` decides rotations and noise.
 * Throws a RangeError for a mask of another size.
 */
export function corruptImage(
  image: RgbImage,
  mask: Float32Array,
  corruption: Corruption,
  random: Random,
): RgbImage {
  const { width, height } = image;
  return blendByMask(image, { width, height, data: CORRUPT[corruption](image, random) }, mask);
}

/** Corrupts everywhere; values are in 0..255 or, for noise, around it. */
const CORRUPT: Record<Corruption, (image: RgbImage, random: Random) => Float32Array> = {
  grey: removeColor,
  blur: removeTexture,
  rotate: (image, random) =>
    rotatePatches(
      image,
      Math.max(2, Math.round(Math.min(image.width, image.height) / PATCHES_PER_SIDE)),
      random,
    ),
  noise: ({ data }, random) =>
    Float32Array.from(data, (value) => value + 255 * NOISE_SHARE * random.gaussian()),
};

/** Luma of ITU-R 601 in all three channels, as Pillow's mode L. */
export function removeColor({ data }: RgbImage): Float32Array {
  const grey = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    grey.fill(0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!, at, at + 3);
  }
  return grey;
}

/** A Gaussian blur of 10 pixels of 224. */
export function removeTexture(image: RgbImage): Float32Array {
  return blur(image, BLUR_SHARE * Math.min(image.width, image.height));
}

/** Gaussian blur, rows and then columns; beyond the edge the edge pixel repeats. */
export function blur(
  { width, height, data }: { width: number; height: number; data: ArrayLike<number> },
  sigma: number,
): Float32Array {
  const reach = Math.max(1, Math.ceil(BLUR_REACH * sigma));
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, tap) =>
    Math.exp(-0.5 * ((tap - reach) / sigma) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (source: ArrayLike<number>, along: 'x' | 'y'): Float32Array => {
    const [length, step] = along === 'x' ? [width, 3] : [height, width * 3];
    const blurred = new Float32Array(width * height * 3);
    for (let at = 0; at < blurred.length; at++) {
      const pixel = Math.floor(at / 3);
      const place = along === 'x' ? pixel % width : Math.floor(pixel / width);
      let sum = 0;
      for (let tap = -reach; tap <= reach; tap++) {
        const neighbour = Math.min(Math.max(place + tap, 0), length - 1);
        sum += weights[tap + reach]! * source[at + (neighbour - place) * step]!;
      }
      blurred[at] = sum / total;
    }
    return blurred;
  };
  return pass(pass(data, 'x'), 'y');
}

/** Turns every whole patch in its place by 0°, 90°, 180° or 270°; what is left over at the right and the bottom stays. */
function rotatePatches({ width, height, data }: RgbImage, side: number, random: Random): Float32Array {
  const rotated = Float32Array.from(data);
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      const quarterTurns = random.integer(4);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [fromX, fromY] = turn(x, y, side, quarterTurns);
          const from = ((top + fromY) * width + left + fromX) * 3;
          const to = ((top + y) * width + left + x) * 3;
          for (let channel = 0; channel < 3; channel++) rotated[to + channel] = data[from + channel]!;
        }
      }
    }
  }
  return rotated;
}

/** Where the pixel of a patch comes from when the patch is turned clockwise. */
function turn(x: number, y: number, side: number, quarterTurns: number): [number, number] {
  let place: [number, number] = [x, y];
  for (let n = 0; n < quarterTurns; n++) place = [place[1], side - 1 - place[0]];
  return place;
}

/**
 * The mask for a spurious feature: its own map, cleared wherever a core feature is active (paper B: spurious regions must not
 * reach into the core). `coreMaps` are the core features' maps of the same size, each in 0..1; `limit` is the value from which the
 * pixel-wise maximum over them counts as active.
 */
export function protectCore(
  mask: Float32Array,
  coreMaps: readonly Float32Array[],
  limit: number = DEFAULT_CORE_LIMIT,
): Float32Array {
  return mask.map((value, pixel) => (coreMaps.some((map) => map[pixel]! >= limit) ? 0 : value));
}

/** Value of a core map from which a pixel is core. */
export const DEFAULT_CORE_LIMIT = 0.5;
