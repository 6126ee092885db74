/**
 * Maps over the frame that an encoder sees: activations and object masks, cell by cell.
 * In: maps. Out: shares, smaller maps, a centre prior. Decides nothing.
 */

/** Width of the centre prior, as a share of the frame's side. */
const CENTRE_SIGMA = 0.25;

/** A non-negative map over the frame: a neural activation map, or a mask in 0..1. Row-major, [height, width]. */
export interface FrameMap {
  width: number;
  height: number;
  values: Float32Array;
}

/** A (class, feature) pair with the activation maps of its top images. */
export interface MappedPair {
  classIndex: number;
  feature: number;
  maps: FrameMap[];
}

/**
 * Share of activation that lies outside the object, mean over images; NaN when no map is active.
 *
 * @param masks one per map, same size as the map, 1 = object (area-averaged, so between 0 and 1 at its edge).
 */
export function computeOffObjectShare(maps: readonly FrameMap[], masks: readonly FrameMap[]): number {
  let sum = 0;
  let count = 0;
  maps.forEach((map, n) => {
    const mask = masks[n]!;
    let inside = 0;
    let all = 0;
    map.values.forEach((value, cell) => {
      all += value;
      inside += value * mask.values[cell]!;
    });
    if (all === 0) return;
    sum += 1 - inside / all;
    count += 1;
  });
  return sum / count;
}

/** Shrinks a map by averaging: each new cell is the mean of the old ones whose centres lie in it. */
export function averageFrame(map: FrameMap, width: number, height: number): FrameMap {
  const values = new Float32Array(width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0; y < map.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / map.height) * width;
    for (let x = 0; x < map.width; x++) {
      const cell = row + Math.floor(((x + 0.5) * width) / map.width);
      values[cell]! += map.values[y * map.width + x]!;
      counts[cell]! += 1;
    }
  }
  return { width, height, values: values.map((sum, cell) => sum / Math.max(counts[cell]!, 1)) };
}

/** A Gaussian around the middle of the frame, 1 at its top: objects tend to be there. */
export function computeCentrePrior(width: number, height: number): FrameMap {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5) / width - 0.5;
      const dy = (y + 0.5) / height - 0.5;
      values[y * width + x] = Math.exp(-(dx * dx + dy * dy) / (2 * CENTRE_SIGMA * CENTRE_SIGMA));
    }
  }
  return { width, height, values };
}
