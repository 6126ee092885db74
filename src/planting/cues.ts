/**
 * Cues that can be planted in any picture: a border, a patch in a corner, a colour cast.
 * In: pixels and a look. Out: new pixels, and the region that the cue never touches. Decides for no image whether it has one.
 */
import type { GrayImage, RgbImage } from '../imaging/index.js';
import { createRandom, deriveSeed } from '../numeric/index.js';

/** Cues that can be planted. */
export const PLANTED_CUES = ['border', 'corner-patch', 'colour-cast'] as const;
export type PlantedCue = (typeof PLANTED_CUES)[number];

/** Where a corner patch may stand. */
export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** How one data set's cue looks: the same in every image that has it. */
export interface CueLook {
  cue: PlantedCue;
  /** Red, green, blue, 0..255. */
  colour: readonly [number, number, number];
  /** Where a corner patch sits; other cues ignore it. */
  corner: Corner;
}

/** Width of the border as a share of the shorter side: 6 of 64 pixels. */
const BORDER_SHARE = 0.1;
/** Side of the patch as a share of the shorter side: 16 of 64 pixels. */
const PATCH_SHARE = 0.25;
/** Share of the cast's colour in every pixel: plain to see, and every object still recognisable. */
const CAST_SHARE = 0.3;

const COLOURS = [
  [220, 30, 30],
  [30, 180, 30],
  [40, 60, 230],
  [230, 210, 30],
  [210, 40, 210],
  [30, 200, 210],
] as const;

/** The look that belongs to a cue and a seed (a safe integer): one of six colours, one of four corners. */
export function chooseCueLook(cue: PlantedCue, seed: number): CueLook {
  const random = createRandom(deriveSeed(seed, 'cue-look', cue));
  return {
    cue,
    colour: COLOURS[random.integer(COLOURS.length)]!,
    corner: CORNERS[random.integer(CORNERS.length)]!,
  };
}

/** A copy of the image with the cue drawn over it; pixels outside the cue's region are as they were. */
export function drawCue({ width, height, data }: RgbImage, look: CueLook): RgbImage {
  const share = look.cue === 'colour-cast' ? CAST_SHARE : 1;
  const drawn = Uint8Array.from(data);
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (!isCuePixel(look, pixel % width, Math.floor(pixel / width), width, height)) continue;
    for (let channel = 0; channel < 3; channel++) {
      const at = pixel * 3 + channel;
      drawn[at] = Math.round((1 - share) * drawn[at]! + share * look.colour[channel]!);
    }
  }
  return { width, height, data: drawn };
}

/**
 * An object mask that is exact by construction: 255 where the cue never is, 0 where it is drawn, whether or not an image has
 * it. Null for a cast, which is everywhere.
 */
export function drawUntouchedRegion(width: number, height: number, look: CueLook): GrayImage | null {
  if (look.cue === 'colour-cast') return null;
  const data = Uint8Array.from({ length: width * height }, (_, pixel) =>
    isCuePixel(look, pixel % width, Math.floor(pixel / width), width, height) ? 0 : 255,
  );
  return { width, height, data };
}

function isCuePixel({ cue, corner }: CueLook, x: number, y: number, width: number, height: number): boolean {
  if (cue === 'colour-cast') return true;
  const shorter = Math.min(width, height);
  if (cue === 'border') {
    const border = Math.max(1, Math.round(shorter * BORDER_SHARE));
    return Math.min(x, y, width - 1 - x, height - 1 - y) < border;
  }
  const side = Math.max(1, Math.round(shorter * PATCH_SHARE));
  const fromLeft = corner.endsWith('left') ? x : width - 1 - x;
  const fromTop = corner.startsWith('top') ? y : height - 1 - y;
  return Math.max(fromLeft, fromTop) < side;
}
