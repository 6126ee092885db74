/**
 * Bytes of images to the numbers a network reads.
 * In: `[count, height, width, 3]` bytes. Out: `[count, 3, height, width]` floats, bit for bit what torchvision's
 * ToTensor and Normalize give. Does not resize; imaging does.
 */
import type { PixelBatch } from './types.js';

/** Red, green, blue. */
export const CHANNELS = 3;
const LEVELS = 256;

/** Value of each byte level of one channel, rounded to float32 after every operation as torch does. */
function computeLevels(mean: number, std: number): Float32Array {
  const levels = new Float32Array(LEVELS);
  for (let level = 0; level < LEVELS; level++) {
    const scaled = Math.fround(level / (LEVELS - 1));
    levels[level] = Math.fround(scaled - Math.fround(mean)) / Math.fround(std);
  }
  return levels;
}

/** Float32Array, [count, 3, height, width]. */
export function toPlanarFloats(batch: PixelBatch): Float32Array {
  const { count, width, height, data } = batch;
  const planeSize = width * height;
  const planar = new Float32Array(count * CHANNELS * planeSize);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const levels = computeLevels(batch.mean?.[channel] ?? 0, batch.std?.[channel] ?? 1);
    for (let image = 0; image < count; image++) {
      let target = (image * CHANNELS + channel) * planeSize;
      let source = image * CHANNELS * planeSize + channel;
      for (let pixel = 0; pixel < planeSize; pixel++) {
        planar[target++] = levels[data[source]!]!;
        source += CHANNELS;
      }
    }
  }
  return planar;
}
