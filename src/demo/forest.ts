/**
 * Paints a forest with a path: light between far trunks, ground in perspective, near trunks, leaves overhead.
 * In: a canvas, a seeded random source, textures. Out: pixels, the forest region, what objects must know of the place.
 */
import type { Random } from '../numeric/index.js';
import {
  type Canvas,
  clampUnit,
  FRAME_SIDE,
  mixColours,
  paintMixture,
  paintPixel,
  smoothStep,
} from './canvas.js';
import { drawBetween, drawOne } from './choices.js';
import type { Backdrop } from './lake.js';
import { sampleTexture, type Textures } from './textures.js';
import { FOREST_WEATHERS, type ForestWeather } from './weather.js';

interface ForestView {
  weather: ForestWeather;
  horizonY: number;
  /** Where the path meets the horizon, and how it gets there. */
  vanishX: number;
  bend: number;
  drift: number;
  pathWidth: number;
  offsetU: number;
  offsetV: number;
}

interface Trunk {
  x: number;
  width: number;
  slant: number;
  baseY: number;
  /** 0 near … 1 far. */
  farness: number;
}

const TEXTURE_SPAN = 1024;

/** Paints over the whole canvas and says where things may stand. */
export function paintForest(canvas: Canvas, random: Random, textures: Textures): Backdrop {
  const view: ForestView = {
    weather: drawOne(random, FOREST_WEATHERS),
    horizonY: drawBetween(random, 0.4, 0.6) * FRAME_SIDE,
    vanishX: drawBetween(random, 0.25, 0.75) * FRAME_SIDE,
    bend: drawBetween(random, -34, 34),
    drift: drawBetween(random, -70, 70),
    pathWidth: drawBetween(random, 56, 110),
    offsetU: drawBetween(random, 0, TEXTURE_SPAN),
    offsetV: drawBetween(random, 0, TEXTURE_SPAN),
  };
  paintDistance(canvas, view, textures);
  for (const trunk of growTrunks(random, view, 9 + random.integer(6), 0.95, 0.65)) {
    paintTrunk(canvas, view, textures, trunk);
  }
  paintShrubs(canvas, view, textures);
  paintGround(canvas, view, textures);
  for (const trunk of growTrunks(random, view, 3 + random.integer(4), 0.5, 0.25)) {
    paintTrunk(canvas, view, textures, trunk);
  }
  for (const trunk of growTrunks(random, view, 1 + random.integer(2), 0.08, 0)) {
    paintTrunk(canvas, view, textures, trunk);
  }
  paintCanopy(canvas, view, textures, drawBetween(random, 30, 80));
  return { horizonY: view.horizonY, tint: view.weather.tint };
}

function paintDistance(canvas: Canvas, view: ForestView, textures: Textures): void {
  const { weather, horizonY, vanishX, offsetU, offsetV } = view;
  const lastRow = Math.min(canvas.size, Math.ceil(horizonY / canvas.unit) + 1);
  for (let row = 0; row < lastRow; row++) {
    const y = (row + 0.5) * canvas.unit;
    for (let column = 0; column < canvas.size; column++) {
      const x = (column + 0.5) * canvas.unit;
      const pixel = row * canvas.size + column;
      const leaf =
        0.6 * sampleTexture(textures.leaves, offsetU + x * 0.8, offsetV + y * 0.8) +
        0.5 * sampleTexture(textures.leaves, offsetV + x * 2, offsetU + y * 2);
      const reach = Math.hypot((x - vanishX) / 105, (y - horizonY * 0.72) / 88);
      const glow = clampUnit(1.25 - reach + 0.22 * leaf);
      paintMixture(canvas, pixel, weather.leafDark, weather.leafLight, clampUnit(0.5 + 0.36 * leaf));
      paintPixel(canvas, pixel, weather.glow, glow * (0.45 + 0.5 * weather.haze));
      // Bright gaps between the trees are sky, not forest.
      canvas.region[pixel] = glow > 0.97 ? 0 : 255;
    }
  }
}

function growTrunks(random: Random, view: ForestView, count: number, far: number, near: number): Trunk[] {
  const trunks = Array.from({ length: count }, () => {
    const farness = drawBetween(random, near, far);
    const nearness = 1 - farness;
    const baseY = view.horizonY + 4 + nearness ** 2 * 70;
    const pathX = locatePath(view, baseY);
    const clearance = (view.pathWidth / 2) * computeNearness(view, baseY) + 9 + 16 * nearness;
    const side = random.next() < 0.5 ? -1 : 1;
    const room = side < 0 ? pathX : FRAME_SIDE - pathX;
    return {
      x: pathX + side * (clearance + random.next() * Math.max(14, room - clearance)),
      width: (3.5 + 25 * nearness ** 2) * drawBetween(random, 0.75, 1.3),
      slant: drawBetween(random, -0.06, 0.06),
      baseY,
      farness,
    };
  });
  return trunks.sort((a, b) => b.farness - a.farness);
}

function paintTrunk(canvas: Canvas, view: ForestView, textures: Textures, trunk: Trunk): void {
  const { weather } = view;
  const bark = mixColours(weather.trunk, weather.glow, trunk.farness * weather.haze * 0.85);
  const lastRow = Math.min(canvas.size, Math.round(trunk.baseY / canvas.unit));
  for (let row = 0; row < lastRow; row++) {
    const y = (row + 0.5) * canvas.unit;
    // Trunks widen at the root.
    const flare = 1 + 0.7 * Math.exp((y - trunk.baseY) / (trunk.width * 0.5 + 2));
    const half = (trunk.width / 2) * flare * (0.8 + 0.2 * (y / trunk.baseY));
    const centre = trunk.x + (y - trunk.baseY) * trunk.slant;
    const first = Math.max(0, Math.ceil((centre - half) / canvas.unit - 0.5));
    const last = Math.min(canvas.size - 1, Math.floor((centre + half) / canvas.unit - 0.5));
    for (let column = first; column <= last; column++) {
      const side = ((column + 0.5) * canvas.unit - centre) / half;
      const grain = sampleTexture(textures.bark, trunk.x * 31 + side * 26, y * 1.6);
      const light = 0.98 - 0.34 * side * side - 0.16 * side + (0.22 - 0.12 * trunk.farness) * grain;
      const pixel = row * canvas.size + column;
      paintPixel(canvas, pixel, bark, 1, Math.max(0.3, light));
      canvas.region[pixel] = 255;
    }
  }
}

function paintShrubs(canvas: Canvas, view: ForestView, textures: Textures): void {
  const { weather, horizonY, vanishX, offsetU, offsetV } = view;
  const firstRow = Math.max(0, Math.floor((horizonY - 50) / canvas.unit));
  const lastRow = Math.min(canvas.size, Math.ceil((horizonY + 3) / canvas.unit));
  for (let row = firstRow; row < lastRow; row++) {
    const y = (row + 0.5) * canvas.unit;
    for (let column = 0; column < canvas.size; column++) {
      const x = (column + 0.5) * canvas.unit;
      const clump = sampleTexture(textures.leaves, offsetU + x * 0.5, offsetV + 300);
      const leaf = sampleTexture(textures.leaves, offsetU + x * 1.8, offsetV + y * 1.8);
      const openness = Math.exp(-(((x - vanishX) / 34) ** 2));
      const height = (20 + 13 * clump + 5 * leaf) * (1 - 0.85 * openness);
      if (horizonY - y >= height) continue;
      const pixel = row * canvas.size + column;
      paintMixture(canvas, pixel, weather.leafDark, weather.leafLight, clampUnit(0.42 + 0.34 * leaf));
      paintPixel(canvas, pixel, weather.glow, 0.25 * weather.haze);
      canvas.region[pixel] = 255;
    }
  }
}

function paintGround(canvas: Canvas, view: ForestView, textures: Textures): void {
  const { weather, horizonY, pathWidth, offsetU, offsetV } = view;
  for (let row = Math.ceil(horizonY / canvas.unit); row < canvas.size; row++) {
    const y = (row + 0.5) * canvas.unit;
    const nearness = computeNearness(view, y);
    const distance = 1 / (nearness + 0.12);
    const pathX = locatePath(view, y);
    const half = (pathWidth / 2) * (nearness + 0.05);
    for (let column = 0; column < canvas.size; column++) {
      const x = (column + 0.5) * canvas.unit;
      const pixel = row * canvas.size + column;
      const u = offsetU + (x - FRAME_SIDE / 2) * distance * 0.5;
      const v = offsetV + distance * 120;
      const patch = sampleTexture(textures.leaves, u * 0.5, v * 0.5);
      const litter = sampleTexture(textures.litter, u, v);
      const grass = clampUnit(0.5 + 0.22 * patch + 0.2 * litter);
      paintMixture(canvas, pixel, weather.groundDark, weather.groundLight, grass);
      const edge = Math.abs(x - pathX) / (half * (1 + 0.16 * patch + 0.12 * litter));
      const onPath = 1 - smoothStep(0.78, 1.05, edge);
      if (onPath > 0) paintPixel(canvas, pixel, weather.path, onPath, 1 + 0.09 * litter + 0.06 * patch);
      // Sun through the leaves, and shade where it does not reach.
      const fleck = sampleTexture(textures.clouds, u * 0.8 + 200, v * 0.6);
      paintPixel(canvas, pixel, weather.leafDark, 0.3 * smoothStep(0, 1.2, -fleck));
      paintPixel(canvas, pixel, weather.glow, 0.28 * smoothStep(0.5, 1.5, fleck));
      canvas.region[pixel] = 255;
    }
  }
}

function paintCanopy(canvas: Canvas, view: ForestView, textures: Textures, depth: number): void {
  const { weather, offsetU, offsetV } = view;
  const lastRow = Math.min(canvas.size, Math.ceil((depth * 2) / canvas.unit));
  for (let row = 0; row < lastRow; row++) {
    const y = (row + 0.5) * canvas.unit;
    for (let column = 0; column < canvas.size; column++) {
      const x = (column + 0.5) * canvas.unit;
      const bough = sampleTexture(textures.leaves, offsetV + x * 0.45, offsetU + y * 0.6);
      const leaf = sampleTexture(textures.leaves, offsetU + x * 2.6, offsetV + y * 2.6);
      const density = 1.1 - (1.7 * y) / depth + 0.75 * bough + 0.5 * leaf;
      if (density <= 0) continue;
      const pixel = row * canvas.size + column;
      const colour = mixColours(
        weather.leafDark,
        weather.leafLight,
        clampUnit(0.45 + 0.4 * leaf - 0.15 * bough),
      );
      paintPixel(canvas, pixel, colour, clampUnit(density * 4));
      canvas.region[pixel] = 255;
    }
  }
}

/** 0 at the horizon, 1 at the lower edge of the frame. */
function computeNearness(view: ForestView, y: number): number {
  return clampUnit((y - view.horizonY) / (FRAME_SIDE - view.horizonY));
}

function locatePath(view: ForestView, y: number): number {
  const nearness = computeNearness(view, y);
  return view.vanishX + view.drift * nearness + view.bend * Math.sin(nearness * 4.2) * (0.3 + 0.7 * nearness);
}
