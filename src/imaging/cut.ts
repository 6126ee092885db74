/**
 * Cutting: an image and a box of whole pixels inside it enter, the pixels of the box leave. Resizes and pads nothing.
 */
import type { RgbImage } from './image.js';

/** The pixels of a box that lies inside the image. */
export function cutBox(
  image: RgbImage,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}
