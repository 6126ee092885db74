/**
 * A cue taken out of an image (docs/method.md, M70).
 * In: an image and a mask of its size in 0..1. Out: a new image; where the mask is 0 not a bit differs. Draws no random numbers.
 */
import { blendByMask } from '../blend.js';
import { blur, removeColor, removeTexture } from '../corruption.js';
import type { RgbImage } from '../image.js';

/** `blur` takes texture, `grey` colour; `fill` paints the region with the colours around it. */
export const WEAKENINGS = ['blur', 'grey', 'fill'] as const;
export type Weakening = (typeof WEAKENINGS)[number];

/** Reach of the surrounding colours: standard deviation as a share of the shorter side. */
const FILL_SHARE = 1 / 8;
/** Below this share of open pixels in reach there is no surrounding colour to speak of. */
const LEAST_OPEN = 1e-6;

const WEAKEN: Record<Weakening, (image: RgbImage, mask: Float32Array) => Float32Array> = {
  blur: removeTexture,
  grey: removeColor,
  fill: paintAround,
};

/** Blends the image with its weakened copy by the mask. Throws a RangeError for a mask of another size. */
export function weakenRegion(image: RgbImage, mask: Float32Array, weakening: Weakening): RgbImage {
  const { width, height } = image;
  return blendByMask(image, { width, height, data: WEAKEN[weakening](image, mask) }, mask);
}

/** Everywhere the mean colour of what lies around and outside the mask: a Gaussian over (1 − mask) · image, divided by one over 1 − mask. */
function paintAround({ width, height, data }: RgbImage, mask: Float32Array): Float32Array {
  const sigma = FILL_SHARE * Math.min(width, height);
  const open = Float32Array.from(data, (_, at) => 1 - (mask[Math.floor(at / 3)] ?? 0));
  const shares = blur({ width, height, data: open }, sigma);
  const colours = blur({ width, height, data: open.map((share, at) => share * data[at]!) }, sigma);
  const mean = computeMeanColour(open, data);
  return colours.map((colour, at) => (shares[at]! > LEAST_OPEN ? colour / shares[at]! : mean[at % 3]!));
}

/** Of all that is open; mid-grey where nothing is. */
function computeMeanColour(open: Float32Array, data: Uint8Array): number[] {
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    let total = 0;
    for (let at = channel; at < data.length; at += 3) {
      sum += open[at]! * data[at]!;
      total += open[at]!;
    }
    return total > 0 ? sum / total : 127.5;
  });
}
