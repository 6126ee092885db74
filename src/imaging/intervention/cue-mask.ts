/**
 * Where a cue is, and where else the same shape could lie (docs/method.md, M70).
 * In: activation maps of spurious and core features of one image, all of one size. Out: masks in 0..1 of that size. Changes no image.
 */
import { protectCore } from '../corruption.js';
import { normalizeMap } from '../map.js';

/** Float32Array, [height, width], row-major. */
export interface CueMap {
  width: number;
  height: number;
  values: Float32Array;
}

/** Values in 0..1, at the size of the maps. */
export interface CueMasks {
  /** Where the cue is, outside the core. */
  cue: CueMap;
  /** The same shape, moved. */
  control: CueMap;
  /** Share of the control's mass that lies on cue or core, 0..1: near 1 there is no other place, and the control tests little. */
  overlap: number;
}

/**
 * The cue's mask is the pixel-wise maximum over the spurious maps, each divided by its maximum, cleared where the core is (M91).
 * The control is that mask rolled around the edges to where it overlaps cue and core least; of equal places the farthest, of these
 * the first in reading order. Null when nothing of the cue lies outside the core.
 */
export function findCueMasks(spurious: readonly CueMap[], core: readonly CueMap[]): CueMasks | null {
  const { width, height } = spurious[0]!;
  const cueMap = maximum(spurious);
  const coreMap = core.length === 0 ? new Float32Array(cueMap.length) : maximum(core);
  const cue = protectCore(cueMap, [coreMap]);
  const mass = cue.reduce((sum, value) => sum + value, 0);
  if (mass === 0) return null;
  const taken = cue.map((value, at) => Math.max(value, coreMap[at]!));
  const { overlap, values } = findQuietPlace(cue, taken, width, height);
  return {
    cue: { width, height, values: cue },
    control: { width, height, values },
    overlap: overlap / mass,
  };
}

function maximum(maps: readonly CueMap[]): Float32Array {
  const normalized = maps.map(({ values }) => normalizeMap(values));
  return normalized[0]!.map((_, at) => Math.max(...normalized.map((map) => map[at]!)));
}

function findQuietPlace(mask: Float32Array, taken: Float32Array, width: number, height: number) {
  let best = { overlap: Number.POSITIVE_INFINITY, distance: 0, values: mask };
  for (let down = 0; down < height; down++) {
    for (let right = 0; right < width; right++) {
      if (down === 0 && right === 0) continue;
      const values = roll(mask, width, height, right, down);
      const overlap = values.reduce((sum, value, at) => sum + value * taken[at]!, 0);
      const distance = Math.min(down, height - down) + Math.min(right, width - right);
      if (overlap < best.overlap || (overlap === best.overlap && distance > best.distance)) {
        best = { overlap, distance, values };
      }
    }
  }
  return best;
}

function roll(mask: Float32Array, width: number, height: number, right: number, down: number): Float32Array {
  const rolled = new Float32Array(mask.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rolled[((y + down) % height) * width + ((x + right) % width)] = mask[y * width + x]!;
    }
  }
  return rolled;
}
