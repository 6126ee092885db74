/**
 * The part of an image where its class's core features fire, cut out (docs/method.md, M125).
 * In: pixels and activation maps. Out: pixels. Chooses no features and reads no image.
 */
import { cutBox, type RgbImage, resizeMap } from '../../imaging/index.js';
import type { FrameMap } from '../../stages/annotation/index.js';
import { type CropBox, computeCoreCrop } from '../../stages/cleaning/index.js';

/** The square around the core, in the pixels of a picture of this size; null where no feature fires. */
export function locateCore(
  { width, height }: { width: number; height: number },
  maps: readonly FrameMap[],
): CropBox | null {
  return computeCoreCrop(
    maps.map((map) => ({
      width,
      height,
      map: resizeMap(map.values, map.width, map.height, width, height),
    })),
  );
}

/** Cuts the square around the core; null where no feature fires. */
export function cutCoreCrop(image: RgbImage, maps: readonly FrameMap[]): RgbImage | null {
  const box = locateCore(image, maps);
  return box === null ? null : cutBox(image, box);
}
