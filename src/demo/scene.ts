/**
 * Makes one picture and its mask from a plan entry.
 * In: the entry, the textures, the size. Out: JPEG bytes and a greyscale PNG mask. Writes no files.
 */
import { encodeGrayPng, encodeJpeg, rasterizeSvg } from '../imaging/index.js';
import { createRandom, type Random } from '../numeric/index.js';
import {
  type Canvas,
  type Colour,
  clampUnit,
  createCanvas,
  FRAME_SIDE,
  mixColours,
  paintPixel,
} from './canvas.js';
import { drawBetween } from './choices.js';
import type { DemoPlanEntry } from './demo-plan.js';
import { type Figure, placeFigure } from './figures.js';
import { paintForest } from './forest.js';
import { type Backdrop, paintLake } from './lake.js';
import { sampleTexture, type Textures } from './textures.js';

/** A picture with its mask. */
export interface Scene {
  /** JPEG. */
  bytes: Uint8Array;
  /** Greyscale PNG of the same size, white = the class object. */
  maskBytes: Uint8Array;
}

const JPEG_QUALITY = 90;
const REFLECTION_OPACITY = 0.42;
const SHADOW: Colour = [16, 18, 14];
const SHADOW_OPACITY = 0.5;
const NO_TINT: Colour = [1, 1, 1];

/** Draws the picture of an entry; `size` is its side in pixels. */
export async function drawScene(entry: DemoPlanEntry, textures: Textures, size: number): Promise<Scene> {
  const random = createRandom(entry.sceneSeed);
  const canvas = createCanvas(size);
  const paint = entry.background === 'water' ? paintLake : paintForest;
  const backdrop = paint(canvas, random, textures);
  const figure = placeFigure(random, entry.trueClassName, entry.background, backdrop.horizonY);
  const [prop, object] = await Promise.all([
    rasterise(figure.propSvg, size),
    rasterise(figure.objectSvg, size),
  ]);
  composeScene(canvas, random, backdrop, figure, textures, prop, object);
  const mask = object ? alphaOf(object) : canvas.region;
  const [bytes, maskBytes] = await Promise.all([
    encodeJpeg({ width: size, height: size, data: new Uint8Array(canvas.rgb.buffer) }, JPEG_QUALITY),
    encodeGrayPng({ width: size, height: size, data: mask }),
  ]);
  return { bytes, maskBytes };
}

/** RGBA pixels, or null where there is nothing to draw. */
async function rasterise(elements: string, size: number): Promise<Uint8Array | null> {
  if (elements === '') return null;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${FRAME_SIDE} ${FRAME_SIDE}">${elements}</svg>`;
  return rasterizeSvg(svg);
}

function composeScene(
  canvas: Canvas,
  random: Random,
  backdrop: Backdrop,
  figure: Figure,
  textures: Textures,
  prop: Uint8Array | null,
  object: Uint8Array | null,
): void {
  const tint = mixColours(NO_TINT, backdrop.tint, 0.5);
  const exposure = drawBetween(random, 0.9, 1.08);
  if (figure.shadow) paintShadow(canvas, figure.shadow);
  if (prop) paintLayer(canvas, prop, backdrop.tint);
  if (object && figure.mirrorY !== null) {
    paintReflection(canvas, object, figure.mirrorY, textures, drawBetween(random, 0, FRAME_SIDE));
  }
  if (object) paintLayer(canvas, object, tint);
  const exposed = Uint8ClampedArray.from({ length: 256 }, (_, level) => level * exposure);
  for (let at = 0; at < canvas.rgb.length; at++) canvas.rgb[at] = exposed[canvas.rgb[at]!]!;
}

function paintLayer(canvas: Canvas, rgba: Uint8Array, tint: Colour): void {
  for (let pixel = 0; pixel < canvas.size * canvas.size; pixel++) {
    const alpha = rgba[pixel * 4 + 3]!;
    if (alpha === 0) continue;
    const colour: Colour = [
      rgba[pixel * 4]! * tint[0],
      rgba[pixel * 4 + 1]! * tint[1],
      rgba[pixel * 4 + 2]! * tint[2],
    ];
    paintPixel(canvas, pixel, colour, alpha / 255);
  }
}

/** The object upside down below the surface, broken by ripples and fading with depth. */
function paintReflection(
  canvas: Canvas,
  rgba: Uint8Array,
  mirrorY: number,
  textures: Textures,
  phase: number,
): void {
  const surfaceRow = Math.round(mirrorY / canvas.unit);
  for (let row = Math.max(0, surfaceRow); row < canvas.size; row++) {
    const depth = (row - surfaceRow) * canvas.unit;
    // Reflections of small waves are foreshortened: the picture in the water is a little compressed.
    const sourceRow = surfaceRow - 1 - Math.round((row - surfaceRow) * 1.25);
    if (sourceRow < 0) return;
    for (let column = 0; column < canvas.size; column++) {
      const x = column * canvas.unit;
      const wobble =
        sampleTexture(textures.ripples, x * 0.5 + phase, row * canvas.unit * 3) * (1 + depth * 0.06);
      const sourceColumn = column + Math.round((wobble * 1.4) / canvas.unit);
      if (sourceColumn < 0 || sourceColumn >= canvas.size) continue;
      const source = (sourceRow * canvas.size + sourceColumn) * 4;
      const alpha = rgba[source + 3]! / 255;
      if (alpha === 0) continue;
      const opacity =
        REFLECTION_OPACITY * alpha * clampUnit(1 - depth / 120) * clampUnit(0.9 + 0.25 * wobble);
      paintPixel(
        canvas,
        row * canvas.size + column,
        [rgba[source]!, rgba[source + 1]!, rgba[source + 2]!],
        opacity,
        0.85,
      );
    }
  }
}

function paintShadow(canvas: Canvas, { centre, radius }: NonNullable<Figure['shadow']>): void {
  const flatness = 0.22;
  const firstRow = Math.max(0, Math.floor((centre.y - radius * flatness) / canvas.unit));
  const lastRow = Math.min(canvas.size, Math.ceil((centre.y + radius * flatness) / canvas.unit));
  for (let row = firstRow; row < lastRow; row++) {
    const dy = ((row + 0.5) * canvas.unit - centre.y) / (radius * flatness);
    for (let column = 0; column < canvas.size; column++) {
      const dx = ((column + 0.5) * canvas.unit - centre.x) / radius;
      const strength = SHADOW_OPACITY * (1 - dx * dx - dy * dy);
      if (strength > 0) paintPixel(canvas, row * canvas.size + column, SHADOW, strength);
    }
  }
}

function alphaOf(rgba: Uint8Array): Uint8Array {
  const alpha = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < alpha.length; pixel++) alpha[pixel] = rgba[pixel * 4 + 3]!;
  return alpha;
}
