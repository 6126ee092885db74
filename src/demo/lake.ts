/**
 * Paints a lake: sky and clouds, a far shore on most days, and water in perspective.
 * In: a canvas, a seeded random source, textures. Out: pixels, the water region, what objects must know of the place.
 */
import type { Random } from '../numeric/index.js';
import {
  type Canvas,
  type Colour,
  clampUnit,
  FRAME_SIDE,
  mixColours,
  paintMixture,
  paintPixel,
  smoothStep,
} from './canvas.js';
import { drawBetween, drawChance, drawOne } from './choices.js';
import { sampleTexture, type Textures } from './textures.js';
import { LAKE_WEATHERS, type LakeWeather } from './weather.js';

/** What an object needs to know of the place it is put into. */
export interface Backdrop {
  /** y in frame units above which nothing can stand. */
  horizonY: number;
  tint: Colour;
}

interface LakeView {
  weather: LakeWeather;
  horizonY: number;
  sunX: number;
  shoreHeight: number;
  /** Where in the endless textures this lake lies. */
  offsetU: number;
  offsetV: number;
}

const TEXTURE_SPAN = 1024;

/** Paints over the whole canvas and says where things may float. */
export function paintLake(canvas: Canvas, random: Random, textures: Textures): Backdrop {
  const view: LakeView = {
    weather: drawOne(random, LAKE_WEATHERS),
    horizonY: drawBetween(random, 0.14, 0.38) * FRAME_SIDE,
    sunX: drawBetween(random, 0.1, 0.9) * FRAME_SIDE,
    shoreHeight: drawChance(random, 0.75) ? drawBetween(random, 5, 20) : 0,
    offsetU: drawBetween(random, 0, TEXTURE_SPAN),
    offsetV: drawBetween(random, 0, TEXTURE_SPAN),
  };
  for (let row = 0; row < canvas.size; row++) {
    const y = (row + 0.5) * canvas.unit;
    if (y < view.horizonY) paintSkyRow(canvas, view, textures, row, y);
    else paintWaterRow(canvas, view, textures, row, y);
  }
  return { horizonY: view.horizonY, tint: view.weather.tint };
}

function paintSkyRow(canvas: Canvas, view: LakeView, textures: Textures, row: number, y: number): void {
  const { weather, horizonY, offsetU, offsetV } = view;
  const sky = mixColours(weather.skyTop, weather.skyLow, (y / horizonY) ** 1.3);
  // Clouds lie flatter and closer together towards the horizon.
  const cloudV = offsetV + 60 / (1.25 - y / horizonY);
  for (let column = 0; column < canvas.size; column++) {
    const x = (column + 0.5) * canvas.unit;
    const pixel = row * canvas.size + column;
    const cloud = sampleTexture(textures.clouds, offsetU + x * 0.9, cloudV * 2);
    paintPixel(canvas, pixel, sky);
    paintPixel(canvas, pixel, weather.cloud, smoothStep(0.1, 1.5, cloud) * weather.cloudCover);
    if (view.shoreHeight > 0) paintShore(canvas, view, textures, pixel, x, y);
  }
}

function paintShore(
  canvas: Canvas,
  view: LakeView,
  textures: Textures,
  pixel: number,
  x: number,
  y: number,
): void {
  const { weather, horizonY, shoreHeight, offsetU, offsetV } = view;
  const above = horizonY - y;
  // Nothing on the shore is higher than this: hills and trees are bounded because the textures are.
  if (above > shoreHeight * 3.6) return;
  const hills = shoreHeight * (1.5 + 0.7 * sampleTexture(textures.clouds, offsetU + x * 0.6, offsetV));
  const trees =
    shoreHeight *
    (0.55 +
      0.35 * sampleTexture(textures.clouds, offsetV + x * 1.5, offsetU) +
      0.12 * sampleTexture(textures.leaves, x * 2.5 + offsetU, 9));
  if (above < hills) paintMixture(canvas, pixel, weather.shore, weather.skyLow, 0.62);
  if (above < trees) {
    const leaf = sampleTexture(textures.leaves, offsetU + x * 2, y * 3);
    paintMixture(canvas, pixel, weather.shore, weather.skyLow, 0.12, 1 + 0.14 * leaf);
  }
}

function paintWaterRow(canvas: Canvas, view: LakeView, textures: Textures, row: number, y: number): void {
  const { weather, horizonY, sunX, shoreHeight, offsetU, offsetV } = view;
  const nearness = (y - horizonY) / (0.8 * FRAME_SIDE);
  const distance = 1 / (nearness + 0.09);
  const v = offsetV + distance * 62;
  // Far waves are smaller than a pixel: let them fade instead of flicker.
  const waveHeight = weather.chop * clampUnit(0.25 + nearness * 3);
  const skyShare = 0.2 + 0.7 * (1 - clampUnit(nearness)) ** 2;
  const shoreShade = shoreHeight > 0 ? 0.6 * (1 - smoothStep(0, shoreHeight * 1.2, y - horizonY)) : 0;
  for (let column = 0; column < canvas.size; column++) {
    const x = (column + 0.5) * canvas.unit;
    const pixel = row * canvas.size + column;
    const u = offsetU + (x - FRAME_SIDE / 2) * distance * 0.28;
    const swell = sampleTexture(textures.ripples, u, v);
    const ripple = sampleTexture(textures.ripples, u * 2.3 + 71, v * 2.3 + 37);
    const wave = (0.6 * swell + 0.5 * ripple) * waveHeight;
    const share = clampUnit(skyShare + wave * 0.3);
    paintMixture(canvas, pixel, weather.deep, weather.reflection, share, 1 + 0.05 * wave);
    if (shoreShade > 0) paintPixel(canvas, pixel, weather.shore, shoreShade * clampUnit(0.8 + 0.3 * wave));
    const beam = Math.exp(-(((x - sunX) / (18 + 60 * nearness)) ** 2));
    const sparkle =
      smoothStep(0.6, 1.5, wave) * (0.2 + weather.glitter * beam) * (1 - 0.6 * clampUnit(nearness));
    if (sparkle > 0) paintPixel(canvas, pixel, weather.skyLow, clampUnit(sparkle), 1.12);
    canvas.region[pixel] = 255;
  }
}
