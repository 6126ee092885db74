/**
 * Noise sheets from which water, clouds, leaves, litter and bark are painted.
 * In: a seed. Out: one zero-mean, unit-variance height field per kind, rasterised from SVG feTurbulence.
 * Sheets are drawn once per data set, because turbulence per image would cost more than everything else.
 */
import { rasterizeSvg } from '../imaging/index.js';

/** A square height field; mean 0, standard deviation 1, clipped at ±`HEIGHT_LIMIT`. */
export interface Texture {
  /** Row-major, [SHEET_SIDE, SHEET_SIDE]. */
  heights: Float32Array;
}

/** One sheet of each kind. */
export interface Textures {
  ripples: Texture;
  clouds: Texture;
  leaves: Texture;
  litter: Texture;
  bark: Texture;
}

const SHEET_SIDE = 512;
const HEIGHT_LIMIT = 3;
/** Seeds of feTurbulence are kept to 15 bits, which every renderer reads alike. */
const TURBULENCE_SEEDS = 2 ** 15;

/** Base frequencies are cycles per pixel, horizontally and vertically. */
const TURBULENCE = {
  ripples: { frequency: '0.018 0.05', octaves: 3 },
  clouds: { frequency: '0.008 0.02', octaves: 4 },
  leaves: { frequency: '0.045', octaves: 3 },
  litter: { frequency: '0.12 0.16', octaves: 2 },
  bark: { frequency: '0.12 0.012', octaves: 2 },
} as const;

/** Rasterises the five sheets, two at a time. */
export async function createTextures(seed: number): Promise<Textures> {
  const draw = (kind: keyof Textures, offset: number) => drawSheet(kind, (seed + offset) % TURBULENCE_SEEDS);
  const [ripples, clouds] = await Promise.all([draw('ripples', 0), draw('clouds', 1)]);
  const [leaves, litter, bark] = await Promise.all([draw('leaves', 2), draw('litter', 3), draw('bark', 4)]);
  return { ripples, clouds, leaves, litter, bark };
}

/** Height at (u, v) in sheet pixels, bilinear; outside the sheet the texture goes on mirrored, so it has no seams. */
export function sampleTexture(texture: Texture, u: number, v: number): number {
  const { heights } = texture;
  const left = Math.floor(u);
  const top = Math.floor(v);
  const x0 = fold(left);
  const x1 = fold(left + 1);
  const row0 = fold(top) * SHEET_SIDE;
  const row1 = fold(top + 1) * SHEET_SIDE;
  const fx = u - left;
  const fy = v - top;
  const upper = heights[row0 + x0]! * (1 - fx) + heights[row0 + x1]! * fx;
  const lower = heights[row1 + x0]! * (1 - fx) + heights[row1 + x1]! * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Period of a mirrored sheet is twice its side, a power of two, so a mask replaces the modulo. */
function fold(index: number): number {
  const wrapped = index & (2 * SHEET_SIDE - 1);
  return wrapped < SHEET_SIDE ? wrapped : 2 * SHEET_SIDE - 1 - wrapped;
}

async function drawSheet(kind: keyof Textures, seed: number): Promise<Texture> {
  const { frequency, octaves } = TURBULENCE[kind];
  const frame = `x="0" y="0" width="${SHEET_SIDE}" height="${SHEET_SIDE}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SHEET_SIDE}" height="${SHEET_SIDE}">
    <filter id="noise" ${frame} filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB">
      <feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="${octaves}" seed="${seed}"/>
      <feColorMatrix values="1 0 0 0 0  1 0 0 0 0  1 0 0 0 0  0 0 0 0 1"/>
    </filter>
    <rect ${frame} filter="url(#noise)"/>
  </svg>`;
  const rgba = await rasterizeSvg(svg);
  const red = new Uint8Array(SHEET_SIDE * SHEET_SIDE).map((_, pixel) => rgba[4 * pixel]!);
  return { heights: standardise(red) };
}

function standardise(bytes: Uint8Array): Float32Array {
  let sum = 0;
  let sumOfSquares = 0;
  for (const byte of bytes) {
    sum += byte;
    sumOfSquares += byte * byte;
  }
  const mean = sum / bytes.length;
  const deviation = Math.sqrt(sumOfSquares / bytes.length - mean * mean) || 1;
  const heights = new Float32Array(bytes.length);
  for (let index = 0; index < heights.length; index++) {
    const height = (bytes[index]! - mean) / deviation;
    heights[index] = Math.max(-HEIGHT_LIMIT, Math.min(HEIGHT_LIMIT, height));
  }
  return heights;
}
