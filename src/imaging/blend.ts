/** Two images blended by a soft mask. In: pixels and a mask of their size in 0..1. Out: a new image; where the mask is 0 not a bit differs. */
import type { RgbImage } from './image.js';

/** Pixels whose values may lie between and beyond those of 8 bits; [height, width, 3], row-major. */
export interface Pixels {
  width: number;
  height: number;
  data: ArrayLike<number>;
}

/** image + mask · (source − image), rounded and cut to 0..255. Throws a RangeError where the sizes differ. */
export function blendByMask(image: RgbImage, source: Pixels, mask: Float32Array): RgbImage {
  const { width, height } = image;
  if (mask.length !== width * height) {
    throw new RangeError(`The mask has ${mask.length} values, the image ${width} × ${height} pixels.`);
  }
  if (source.width !== width || source.height !== height) {
    throw new RangeError(
      `The source has ${source.width} × ${source.height} pixels, the image ${width} × ${height}.`,
    );
  }
  const data = Uint8Array.from(image.data);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const share = mask[pixel]!;
    if (share === 0) continue;
    for (let at = pixel * 3; at < pixel * 3 + 3; at++) {
      const value = image.data[at]! + share * (source.data[at]! - image.data[at]!);
      data[at] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { width, height, data };
}
