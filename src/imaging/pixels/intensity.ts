/**
 * Samples of more than 8 bits, or of other than whole positive numbers, to the 256 levels that encoders take.
 * Samples and the range that is to fill those levels in, levels out. One range serves all images of a data set, so that they stay
 * comparable; which one is not decided here.
 */
import type { IntensityRanges, SampleRange, SampleType } from '../../records/intensity.js';
import type { RgbImage } from '../image.js';
import { toRgbChannels } from './channels.js';

/** Samples as a file holds them, before any scaling. */
export interface DeepSamples {
  type: SampleType;
  width: number;
  height: number;
  channels: number;
  /** Float32Array, [height, width, channels], row-major: exact up to 24 bits. */
  data: Float32Array;
}

/** Names of libvips' sample formats; the one of 8 bits needs no range. */
const TYPE_OF_FORMAT: Readonly<Record<string, SampleType>> = {
  char: 'int8',
  ushort: 'uint16',
  short: 'int16',
  uint: 'uint32',
  int: 'int32',
  float: 'float32',
};

/** The type of a file's samples by libvips' name; null for 8 bits and for what nothing here scales. */
export function toSampleType(depth: string | undefined): SampleType | null {
  return TYPE_OF_FORMAT[depth ?? ''] ?? null;
}

/**
 * Levels 0 to 255 of the samples; what lies outside of the range is cut, what is no number becomes 0.
 * Whole numbers: ⌊256 (v − low) / (high − low + 1)⌋, which for 0 to 2ᵇ − 1 is the highest 8 of b bits.
 * Others: 255 (v − low) / (high − low), rounded; 0 to 255 loses its fractions instead, as in Pillow.
 */
export function scaleSamples({ type, data }: DeepSamples, { low, high }: SampleRange): Uint8Array {
  const levels = new Uint8Array(data.length);
  const isWhole = type !== 'float32';
  const factor = isWhole ? 256 / (high - low + 1) : 255 / (high - low);
  const offset = isWhole || factor === 1 ? 0 : 0.5;
  for (let i = 0; i < data.length; i++) {
    levels[i] = Math.min(255, Math.max(0, (data[i]! - low) * factor + offset));
  }
  return levels;
}

/** The picture of the samples in a range. */
export function toRgbImage(samples: DeepSamples, range: SampleRange): RgbImage {
  const { width, height, channels } = samples;
  return { width, height, data: toRgbChannels(scaleSamples(samples, range), channels) };
}

/** The range for a type among those of a data set; null where its images are decoded as Pillow or libvips do by themselves. */
export function findRange(ranges: IntensityRanges, type: SampleType | null): SampleRange | null {
  return type === null ? null : (ranges[type] ?? null);
}
