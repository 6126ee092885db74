/**
 * How an image looks in a handful of numbers: pixels in, statistics of light, colour and sharpness out.
 * Two passes in one, three rows of luma in memory; nothing is resized, so sharpness and noise speak of the pixels of the file.
 */
import type { ImageProperties } from '../../records/audit/image-properties.js';
import type { RgbImage } from '../image.js';

/** Statistics of pixels alone. */
export type PixelProperties = Pick<
  ImageProperties,
  'brightness' | 'contrast' | 'colourfulness' | 'hue' | 'saturation' | 'sharpness' | 'noise'
>;

/** Mean colours nearer to grey than this many levels have no hue. */
const GREY_LEVELS = 0.5;

/** Sums of numbers and of their squares. */
class Sums {
  count = 0;
  sum = 0;
  squares = 0;

  add(value: number): void {
    this.count += 1;
    this.sum += value;
    this.squares += value * value;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  /** Population variance; values are at most some thousands, so that float64 leaves ten digits of it. */
  get variance(): number {
    return Math.max(0, this.squares / this.count - this.mean ** 2);
  }
}

/** All of them; the image has at least one pixel. */
export function computePixelProperties({ width, height, data }: RgbImage): PixelProperties {
  const [luma, redGreen, yellowBlue] = [new Sums(), new Sums(), new Sums()];
  const inner = { laplacian: new Sums(), noise: 0 };
  let [saturation, alpha, beta] = [0, 0, 0];
  let rows = [0, 1, 2].map(() => new Float64Array(width));
  for (let y = 0; y < height; y += 1) {
    const row = rows[2]!;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
      const light = (299 * red + 587 * green + 114 * blue) / 1000;
      row[x] = light;
      luma.add(light);
      redGreen.add(red - green);
      yellowBlue.add((red + green) / 2 - blue);
      const highest = Math.max(red, green, blue);
      if (highest > 0) saturation += (highest - Math.min(red, green, blue)) / highest;
      alpha += red - (green + blue) / 2;
      beta += green - blue;
    }
    if (y >= 2) addInnerRow(rows as [Float64Array, Float64Array, Float64Array], inner);
    rows = [rows[1]!, rows[2]!, rows[0]!];
  }
  const pixels = width * height;
  const { laplacian } = inner;
  return {
    brightness: luma.mean,
    contrast: Math.sqrt(luma.variance),
    colourfulness:
      Math.sqrt(redGreen.variance + yellowBlue.variance) + 0.3 * Math.hypot(redGreen.mean, yellowBlue.mean),
    hue: toHue(alpha / pixels, ((Math.sqrt(3) / 2) * beta) / pixels),
    saturation: saturation / pixels,
    sharpness: laplacian.count === 0 ? null : laplacian.variance,
    noise: laplacian.count === 0 ? null : (Math.sqrt(Math.PI / 2) * inner.noise) / (6 * laplacian.count),
  };
}

/** Laplacian, and the mask 1 −2 1 / −2 4 −2 / 1 −2 1, which edges and slopes leave at 0, along the middle of three rows. */
function addInnerRow(
  [above, row, below]: readonly [Float64Array, Float64Array, Float64Array],
  inner: { laplacian: Sums; noise: number },
): void {
  for (let x = 1; x < row.length - 1; x += 1) {
    const cross = above[x]! + below[x]! + row[x - 1]! + row[x + 1]!;
    const corners = above[x - 1]! + above[x + 1]! + below[x - 1]! + below[x + 1]!;
    inner.laplacian.add(cross - 4 * row[x]!);
    inner.noise += Math.abs(corners - 2 * cross + 4 * row[x]!);
  }
}

function toHue(alpha: number, beta: number): number | null {
  if (Math.hypot(alpha, beta) < GREY_LEVELS) return null;
  const degrees = (Math.atan2(beta, alpha) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}
