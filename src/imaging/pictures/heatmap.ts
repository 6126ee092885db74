/**
 * The picture that annotators see: an image and a neural activation map in, the map's colours laid over the image out.
 * Colours and blending follow the earlier study, so that "red" in its wording stays true.
 */
import type { RgbImage } from '../image.js';

/** `jet` is the study's (red = high); `cividis` reads the same with and without red-green colour blindness (yellow = high). */
export const COLOR_MAPS = ['jet', 'cividis'] as const;
export type ColorMap = (typeof COLOR_MAPS)[number];

/** Cividis (Nuñez, Anderton, Renslow 2018) at equal steps from 0 to 1. */
const CIVIDIS: readonly (readonly [number, number, number])[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
];

type Color = [red: number, green: number, blue: number];

/** Three tent functions of slope 4, a quarter apart, as MATLAB and OpenCV draw it. */
function computeJet(value: number): Color {
  const tent = (peak: number): number => 255 * Math.min(Math.max(1.5 - Math.abs(4 * value - peak), 0), 1);
  return [tent(3), tent(2), tent(1)];
}

function computeCividis(value: number): Color {
  const position = value * (CIVIDIS.length - 1);
  const before = Math.min(Math.floor(position), CIVIDIS.length - 2);
  const fraction = position - before;
  const low = CIVIDIS[before]!;
  const high = CIVIDIS[before + 1]!;
  const mix = (channel: 0 | 1 | 2): number => low[channel] + (high[channel] - low[channel]) * fraction;
  return [mix(0), mix(1), mix(2)];
}

const COLOR_OF_VALUE: Record<ColorMap, (value: number) => Color> = {
  jet: computeJet,
  cividis: computeCividis,
};

/** 256 colours, [256, 3]: maps are quantised to 8 bits before colouring, as in the study. */
function computeColorTable(colorMap: ColorMap): Float32Array {
  const table = new Float32Array(256 * 3);
  for (let level = 0; level < 256; level++) table.set(COLOR_OF_VALUE[colorMap](level / 255), level * 3);
  return table;
}

/**
 * Adds the coloured map to the image and divides by the sum's maximum, so that the brightest value is white.
 * `map` is Float32Array, [image.height, image.width], 0..1 (values outside are clamped).
 */
export function renderHeatmap(image: RgbImage, map: Float32Array, colorMap: ColorMap = 'jet'): RgbImage {
  const { width, height } = image;
  if (map.length !== width * height) {
    throw new RangeError(`The map has ${map.length} values, the image ${width} × ${height} pixels.`);
  }
  const colors = computeColorTable(colorMap);
  const overlay = new Float32Array(image.data.length);
  let maximum = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const level = Math.trunc(255 * Math.min(Math.max(map[pixel]!, 0), 1));
    for (let channel = 0; channel < 3; channel++) {
      const sum = image.data[pixel * 3 + channel]! + colors[level * 3 + channel]!;
      overlay[pixel * 3 + channel] = sum;
      if (sum > maximum) maximum = sum;
    }
  }
  const scale = maximum > 0 ? 255 / maximum : 0;
  return { width, height, data: Uint8Array.from(overlay, (value) => Math.round(value * scale)) };
}
