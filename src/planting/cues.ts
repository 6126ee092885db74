/**
 * Cues that can be planted in any picture, and how each looks. In: a cue, a seed, a place in a picture. Out: looks, regions, and what a
 * cue makes of a pixel by itself. `drawing.ts` draws; nothing here decides whether an image has the cue.
 */
import type { GrayImage } from '../imaging/index.js';
import { createRandom, deriveSeed } from '../numeric/index.js';
import { hasInk, WORD_HEIGHT, WORD_WIDTH } from './lettering.js';

/** Cues that change pictures, in the order of tables. */
export const PLANTED_CUES = [
  'border',
  'corner-patch',
  'colour-cast',
  'watermark',
  'blur',
  'jpeg-quality',
  'background-tint',
  'vignette',
] as const;
/** A cue by name only: it changes no pixel, so that whoever says to see it is wrong. */
export const CONTROL_CUE = 'nothing';
/** A cue, or the control that changes nothing. */
export type PlantedCue = (typeof PLANTED_CUES)[number] | typeof CONTROL_CUE;

/** Where a corner patch or a watermark may stand. */
export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** How one data set's cue looks: the same in every image that has it. */
export interface CueLook {
  cue: PlantedCue;
  /** Red, green, blue, 0..255; cues without a colour of their own ignore it. */
  colour: readonly [number, number, number];
  /** Where a corner patch or a watermark sits; other cues ignore it. */
  corner: Corner;
}

/** Width of the border as a share of the shorter side: 6 of 64 pixels. */
const BORDER_SHARE = 0.1;
/** Side of the patch as a share of the shorter side: 16 of 64 pixels. */
const PATCH_SHARE = 0.25;
/** Share of the cast's or tint's colour in a pixel: plain to see, and every object still recognisable. */
const CAST_SHARE = 0.3;
/** Length of the watermark's word as a share of the shorter side, at most; letters are whole pixels wide, one at least. */
const WATERMARK_SHARE = 0.6;
/** Distance of the word from the edges as a share of the shorter side. */
const MARGIN_SHARE = 0.04;
/** White, through which some of the picture shows, as watermarks are. */
const WATERMARK_INK = { colour: [255, 255, 255], share: 0.8 } as const;
/** Half axes of the ellipse that a background tint leaves alone, as shares of width and height: where objects tend to be. */
const MIDDLE_SHARE = 0.35;
/** Light that a vignette takes from the corners; it takes none from the middle, and grows with the square of the distance. */
const VIGNETTE_LOSS = 0.75;

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

/** A pixel and the picture that it lies in: column and row from 0, width and height in pixels. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a cue mixes into a pixel: a colour, and its share in 0..1. */
export interface Paint {
  colour: readonly [number, number, number];
  share: number;
}

const BLACK = [0, 0, 0] as const;

/** The paint of a cue that works pixel by pixel; null where it leaves the pixel alone, and everywhere for blur, JPEG and the control. */
export function choosePaint(look: CueLook, place: Place): Paint | null {
  switch (look.cue) {
    case 'border':
    case 'corner-patch':
      return isCueRegion(look, place) ? { colour: look.colour, share: 1 } : null;
    case 'colour-cast':
      return { colour: look.colour, share: CAST_SHARE };
    case 'background-tint':
      return isCueRegion(look, place) ? { colour: look.colour, share: CAST_SHARE } : null;
    case 'watermark': {
      const { column, row } = toWordPlace(look, place);
      return hasInk(column, row) ? WATERMARK_INK : null;
    }
    case 'vignette':
      return { colour: BLACK, share: VIGNETTE_LOSS * computeDistance(place) };
    default:
      return null;
  }
}

/** Cues that stay inside a region of their own. */
const REGIONAL_CUES: readonly PlantedCue[] = ['border', 'corner-patch', 'watermark', 'background-tint'];

/**
 * An object mask that is exact by construction: 255 where the cue never is, 0 where it is drawn, whether or not an image has
 * it. Null for cues that are everywhere, and for the control.
 */
export function drawUntouchedRegion(width: number, height: number, look: CueLook): GrayImage | null {
  if (!REGIONAL_CUES.includes(look.cue)) return null;
  const data = Uint8Array.from({ length: width * height }, (_, pixel) =>
    isCueRegion(look, { x: pixel % width, y: Math.floor(pixel / width), width, height }) ? 0 : 255,
  );
  return { width, height, data };
}

/** Whether a regional cue may change the pixel; a watermark's region is the box around its word. */
function isCueRegion(look: CueLook, place: Place): boolean {
  const { x, y, width, height } = place;
  const shorter = Math.min(width, height);
  switch (look.cue) {
    case 'border': {
      const border = Math.max(1, Math.round(shorter * BORDER_SHARE));
      return Math.min(x, y, width - 1 - x, height - 1 - y) < border;
    }
    case 'background-tint': {
      const [dx, dy] = [(x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5];
      return Math.hypot(dx, dy) > MIDDLE_SHARE;
    }
    case 'watermark': {
      const { column, row } = toWordPlace(look, place);
      return column >= 0 && column < WORD_WIDTH && row >= 0 && row < WORD_HEIGHT;
    }
    default: {
      const side = Math.max(1, Math.round(shorter * PATCH_SHARE));
      const fromLeft = look.corner.endsWith('left') ? x : width - 1 - x;
      const fromTop = look.corner.startsWith('top') ? y : height - 1 - y;
      return Math.max(fromLeft, fromTop) < side;
    }
  }
}

/** Where a pixel lies on the grid of the word, whose cells are whole pixels; outside the word the numbers lie outside its grid. */
function toWordPlace({ corner }: CueLook, { x, y, width, height }: Place): { column: number; row: number } {
  const shorter = Math.min(width, height);
  const cell = Math.max(1, Math.floor((shorter * WATERMARK_SHARE) / WORD_WIDTH));
  const margin = Math.round(shorter * MARGIN_SHARE);
  const left = corner.endsWith('left') ? margin : width - margin - cell * WORD_WIDTH;
  const top = corner.startsWith('top') ? margin : height - margin - cell * WORD_HEIGHT;
  return { column: Math.floor((x - left) / cell), row: Math.floor((y - top) / cell) };
}

/** Square of a pixel's distance from the middle, 1 at the corners of the picture. */
function computeDistance({ x, y, width, height }: Place): number {
  const [dx, dy] = [(2 * x + 1) / width - 1, (2 * y + 1) / height - 1];
  return (dx * dx + dy * dy) / 2;
}
