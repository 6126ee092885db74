/**
 * Where a feature fires, shown without covering it (docs/method.md, M15).
 * In: an image and a map of its size in 0..1, scaled by its owner. Out: the image with what lies outside dimmed, or with a contour.
 */
import type { RgbImage } from '../image.js';

/** The contour, and where a picture is whole: half of the scale. */
const INSIDE = 0.5;
/** Where nothing is left but the dimmed grey. */
const OUTSIDE = 0.25;
/** Brightness of what is outside. */
const DIMMED = 0.3;
/** Rec. 601, as Pillow's mode L. */
const LUMA = [0.299, 0.587, 0.114] as const;
/** The contour is two lines, so that one of them is seen on any picture: light inside, dark outside. */
const LIGHT = 255;
const DARK = 0;

function assertSize({ width, height }: RgbImage, map: Float32Array): void {
  if (map.length === width * height) return;
  throw new RangeError(`The map has ${map.length} values, the image ${width} × ${height} pixels.`);
}

/**
 * grey + share · (pixel − grey) with grey = 0.3 · luma and share = (map − ¼) / ¼ cut to 0..1: untouched from half of the scale on,
 * dim and colourless up to a quarter. `map` is Float32Array, [height, width].
 */
export function renderIsolated(image: RgbImage, map: Float32Array): RgbImage {
  assertSize(image, map);
  const data = Uint8Array.from(image.data);
  for (let pixel = 0; pixel < map.length; pixel++) {
    const share = Math.min(Math.max((map[pixel]! - OUTSIDE) / (INSIDE - OUTSIDE), 0), 1);
    if (share === 1) continue;
    const at = pixel * 3;
    const luma = LUMA[0] * data[at]! + LUMA[1] * data[at + 1]! + LUMA[2] * data[at + 2]!;
    const grey = DIMMED * luma;
    for (let channel = at; channel < at + 3; channel++) {
      data[channel] = Math.round(grey + share * (data[channel]! - grey));
    }
  }
  return { width: image.width, height: image.height, data };
}

/**
 * The contour of where the map is at least ½, two pixels wide: pixels inside with a neighbour outside are white, pixels outside
 * with a neighbour inside black; neighbours share an edge. The frame is no contour. `map` is Float32Array, [height, width].
 */
export function renderOutlined(image: RgbImage, map: Float32Array): RgbImage {
  assertSize(image, map);
  const { width, height } = image;
  const data = Uint8Array.from(image.data);
  const isInside = (x: number, y: number) => map[y * width + x]! >= INSIDE;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = isInside(x, y);
      const isEdge =
        (x > 0 && isInside(x - 1, y) !== inside) ||
        (x + 1 < width && isInside(x + 1, y) !== inside) ||
        (y > 0 && isInside(x, y - 1) !== inside) ||
        (y + 1 < height && isInside(x, y + 1) !== inside);
      if (isEdge) data.fill(inside ? LIGHT : DARK, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, data };
}
