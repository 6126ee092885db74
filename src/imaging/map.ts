/**
 * Real-valued maps (neural activation maps, masks): one channel of numbers in, one of another size or scale out.
 * Not for pictures: those are resized in 8 bits with antialias, see `resample.ts`.
 */

interface AxisTap {
  before: number;
  after: number;
  /** Weight of `after`, 0..1. */
  fraction: number;
}

/** Half-pixel centres, clamped to the edge: the source position of output i is (i + 0.5) · in/out − 0.5. */
function computeAxisTaps(inputSize: number, outputSize: number): AxisTap[] {
  const scale = inputSize / outputSize;
  return Array.from({ length: outputSize }, (_, index) => {
    const position = Math.min(Math.max((index + 0.5) * scale - 0.5, 0), inputSize - 1);
    const before = Math.floor(position);
    return { before, after: Math.min(before + 1, inputSize - 1), fraction: position - before };
  });
}

/**
 * Bilinear resize without antialias, as `cv2.resize(INTER_LINEAR)` and `interpolate(align_corners=False)`.
 * `map` is Float32Array, [height, width], row-major; the result is [outHeight, outWidth] and always a new array.
 */
export function resizeMap(
  map: Float32Array,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const columns = computeAxisTaps(width, outWidth);
  const rows = computeAxisTaps(height, outHeight);
  const resized = new Float32Array(outWidth * outHeight);
  let written = 0;
  for (const row of rows) {
    const above = row.before * width;
    const below = row.after * width;
    for (const { before, after, fraction } of columns) {
      const top = map[above + before]! + (map[above + after]! - map[above + before]!) * fraction;
      const bottom = map[below + before]! + (map[below + after]! - map[below + before]!) * fraction;
      resized[written++] = top + (bottom - top) * row.fraction;
    }
  }
  return resized;
}

/** Divides a non-negative map by its maximum; a map without a positive value becomes all zero (docs/method.md, M13). */
export function normalizeMap(map: Float32Array): Float32Array {
  let maximum = 0;
  for (const value of map) if (value > maximum) maximum = value;
  const scale = maximum > 0 ? 1 / maximum : 0;
  return map.map((value) => value * scale);
}
