/**
 * Turning and mirroring by EXIF orientation, as `PIL.ImageOps.exif_transpose` does.
 * Pixels and a number from 1 to 8 in, upright pixels out.
 */
import type { RgbImage } from '../image.js';

/** For each orientation: whether rows become columns, and which source axis is then read backwards. */
const TURNS: Record<number, { swap: boolean; flipX: boolean; flipY: boolean }> = {
  2: { swap: false, flipX: true, flipY: false },
  3: { swap: false, flipX: true, flipY: true },
  4: { swap: false, flipX: false, flipY: true },
  5: { swap: true, flipX: false, flipY: false },
  6: { swap: true, flipX: false, flipY: true },
  7: { swap: true, flipX: true, flipY: true },
  8: { swap: true, flipX: true, flipY: false },
};

/** The upright image; the same object when `orientation` is 1 or unknown. */
export function applyOrientation(image: RgbImage, orientation: number): RgbImage {
  const turn = TURNS[orientation];
  if (!turn) return image;
  const { width, height, data } = image;
  const outWidth = turn.swap ? height : width;
  const outHeight = turn.swap ? width : height;
  const turned = new Uint8Array(data.length);
  let written = 0;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const column = turn.swap ? y : x;
      const row = turn.swap ? x : y;
      const sourceX = turn.flipX ? width - 1 - column : column;
      const sourceY = turn.flipY ? height - 1 - row : row;
      const read = (sourceY * width + sourceX) * 3;
      turned[written++] = data[read]!;
      turned[written++] = data[read + 1]!;
      turned[written++] = data[read + 2]!;
    }
  }
  return { width: outWidth, height: outHeight, data: turned };
}
