/**
 * Core crop (docs/method.md, M125; paper H): activation maps of a class's core features on one image enter, a square box leaves.
 * Cuts no pixels; as good as the maps are, which the paper checked for the images that activate the features most.
 */
import { StageError } from '../../base/errors.js';

/** Share of the mean map's maximum from which a pixel belongs to the core. */
export const DEFAULT_CROP_THRESHOLD = 0.9;
/** Growth of the box in height and in width, half of it on each side. */
export const DEFAULT_CROP_GROWTH = 0.2;

/** Activations ≥ 0 of one feature over one image. */
export interface ActivationMap {
  /** Float32Array, [height, width], row-major. */
  map: Float32Array;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** Pixels from the upper left corner. */
export interface CropBox extends Size {
  left: number;
  top: number;
}

/**
 * Box around the core: mean of the maps, each divided by its own maximum; pixels of at least `threshold` × its maximum;
 * their bounding box grown by `grow`, its shorter side extended to a square about the same centre, rounded to whole pixels,
 * then shifted and, where the image is too small, shrunk to lie inside. Null when no map is active anywhere.
 * @throws StageError `core-maps-mismatch` for no maps or maps of different sizes.
 */
export function computeCoreCrop(
  maps: readonly ActivationMap[],
  options: { threshold?: number; grow?: number } = {},
): CropBox | null {
  const { threshold = DEFAULT_CROP_THRESHOLD, grow = DEFAULT_CROP_GROWTH } = options;
  assertSameSize(maps);
  const { width, height } = maps[0]!;
  const box = boundActivePixels(computeMeanMap(maps), width, threshold);
  if (!box) return null;
  const wanted = Math.round(Math.max(box.width, box.height) * (1 + grow));
  const side = Math.min(wanted, width, height);
  return placeSquare(box, side, { width, height });
}

/**
 * The box in the original image's pixels: squared there too, since a resize that does not keep the aspect distorts, and inside the
 * image, since an encoder's crop may be padded.
 *
 * @param size of the grid that `box` counts, which covers `frame`
 * @param frame the part of the original that the encoder sees, in the original's pixels; not necessarily whole ones
 */
export function toOriginalBox(box: CropBox, size: Size, frame: CropBox, original: Size): CropBox {
  const [scaleX, scaleY] = [frame.width / size.width, frame.height / size.height];
  const mapped = {
    left: frame.left + box.left * scaleX,
    top: frame.top + box.top * scaleY,
    width: box.width * scaleX,
    height: box.height * scaleY,
  };
  const wanted = Math.max(1, Math.round(Math.max(mapped.width, mapped.height)));
  return placeSquare(mapped, Math.min(wanted, original.width, original.height), original);
}

/** The square about the centre of `box`, shifted to lie inside. */
function placeSquare(box: CropBox, side: number, { width, height }: Size): CropBox {
  // Growing and squaring keep the centre, so only the centre and the side matter. To the nearest pixel, halves to the left.
  const place = (start: number, size: number, limit: number) =>
    Math.max(0, Math.min(limit - side, Math.ceil(start + (size - side) / 2 - 0.5)));
  return {
    left: place(box.left, box.width, width),
    top: place(box.top, box.height, height),
    width: side,
    height: side,
  };
}

/** Mean of the maps, each divided by its maximum; a map without activation stays zero. */
function computeMeanMap(maps: readonly ActivationMap[]): Float64Array {
  const mean = new Float64Array(maps[0]!.map.length);
  for (const { map } of maps) {
    const peak = map.reduce((high, value) => Math.max(high, value), 0);
    if (peak === 0) continue;
    for (const [pixel, value] of map.entries()) mean[pixel]! += value / peak / maps.length;
  }
  return mean;
}

/** Smallest box around the pixels of at least `threshold` × the maximum; null when the map is zero. */
function boundActivePixels(map: Float64Array, width: number, threshold: number): CropBox | null {
  const peak = map.reduce((high, value) => Math.max(high, value), 0);
  if (peak === 0) return null;
  let [left, top, right, bottom] = [width, map.length, -1, -1];
  for (const [pixel, value] of map.entries()) {
    if (value < threshold * peak) continue;
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function assertSameSize(maps: readonly ActivationMap[]): void {
  const first = maps[0];
  const isSame = ({ map, width, height }: ActivationMap) =>
    width === first!.width && height === first!.height && map.length === width * height;
  if (first && maps.every(isSame)) return;
  throw new StageError('core-maps-mismatch', {
    what: `A core crop needs activation maps of one size, not ${maps.map(({ width, height }) => `${width}×${height}`).join(', ') || 'none'}.`,
    next: 'Give the maps of one image, all resized to the same size.',
  });
}
