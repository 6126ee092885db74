/**
 * The picture being painted, and colours as numbers.
 * In: a size. Out: RGB pixels and the region that is the place itself. Knows nothing of scenes.
 */

/** Red, green, blue; 0..255, or factors around 1 where called a tint. */
export type Colour = readonly [number, number, number];

/** Positions and lengths of every scene are given for a frame of this side and scaled to the size asked for. */
export const FRAME_SIDE = 256;

/** A square picture being painted. */
export interface Canvas {
  /** Side in pixels. */
  size: number;
  /** Frame units per pixel. */
  unit: number;
  /** [size, size, 3], row-major; clamps on assignment. */
  rgb: Uint8ClampedArray;
  /** [size, size], 255 where the pixel shows what makes the place: water of a lake, trees and ground of a forest. */
  region: Uint8Array;
}

/** A black canvas; `size` in pixels. */
export function createCanvas(size: number): Canvas {
  return {
    size,
    unit: FRAME_SIDE / size,
    rgb: new Uint8ClampedArray(size * size * 3),
    region: new Uint8Array(size * size),
  };
}

/** Paints over one pixel with `opacity` 0..1; `light` multiplies the colour. */
export function paintPixel(canvas: Canvas, pixel: number, colour: Colour, opacity = 1, light = 1): void {
  const { rgb } = canvas;
  const at = pixel * 3;
  const kept = 1 - opacity;
  const added = opacity * light;
  rgb[at] = rgb[at]! * kept + colour[0] * added;
  rgb[at + 1] = rgb[at + 1]! * kept + colour[1] * added;
  rgb[at + 2] = rgb[at + 2]! * kept + colour[2] * added;
}

/** Sets one pixel to a mixture of two colours; makes no array, for the loops over every pixel. */
export function paintMixture(
  canvas: Canvas,
  pixel: number,
  from: Colour,
  to: Colour,
  share: number,
  light = 1,
): void {
  const { rgb } = canvas;
  const at = pixel * 3;
  rgb[at] = (from[0] + (to[0] - from[0]) * share) * light;
  rgb[at + 1] = (from[1] + (to[1] - from[1]) * share) * light;
  rgb[at + 2] = (from[2] + (to[2] - from[2]) * share) * light;
}

/** `share` 0 gives `from`, 1 gives `to`. */
export function mixColours(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** The nearest number in 0..1. */
export function clampUnit(value: number): number {
  return Math.max(0, Math.min(1, value));
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = clampUnit((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}
