/**
 * Sizes for looking at: pictures in, pictures of a size that suits a page out, aspect kept.
 * Nothing here may feed an encoder; that geometry is in `preprocess.ts`.
 */
import type { RgbImage } from '../image.js';
import { resizeBilinear } from '../resample.js';

function scaleSides(image: RgbImage, scale: number): RgbImage {
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  return resizeBilinear(image, width, height);
}

/** Shrinks an image until its longer side is at most `maxSide`; smaller images are handed back as they are. */
export function resizeForDisplay(image: RgbImage, maxSide: number): RgbImage {
  const longerSide = Math.max(image.width, image.height);
  return longerSide <= maxSide ? image : scaleSides(image, maxSide / longerSide);
}

/** Enlarges a small image (64 pixels, say) until its longer side is `minSide`; larger images are handed back as they are. */
export function enlargeForDisplay(image: RgbImage, minSide: number): RgbImage {
  const longerSide = Math.max(image.width, image.height);
  return longerSide >= minSide ? image : scaleSides(image, minSide / longerSide);
}
