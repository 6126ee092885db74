/** What an extraction may be told, and what it does untold. Types and one constant; runs nothing. */
import type { DeviceName } from '../../inference/index.js';
import type { IntensityRanges } from '../../records/intensity.js';
import { DEFAULT_BATCH_SIZE, type IntensityChoice } from '../../stages/features/index.js';
import type { Part } from './part.js';

export interface ExtractOptions {
  /** Name or folder; the bundled encoder when undefined. */
  encoder?: string;
  device: DeviceName;
  batchSize: number;
  threadCount?: number;
  /** Turn images upright by their EXIF orientation; torchvision does not. */
  orientByExif: boolean;
  /** What becomes black and white where samples have more than 8 bits. */
  intensity: IntensityChoice;
  maxPixels?: number;
  /** This process's part of the shards, from 0 of `count`. */
  part?: Part;
  /** Whether the bytes of finished shards are read and compared with their receipts, and damaged ones made anew. */
  verify?: boolean;
}

export const DEFAULT_EXTRACT_OPTIONS: ExtractOptions = {
  device: 'auto',
  batchSize: DEFAULT_BATCH_SIZE,
  orientByExif: false,
  intensity: 'auto',
};

/** How a network runs over a data set. */
export interface NetworkOptions extends Omit<ExtractOptions, 'encoder' | 'intensity'> {
  intensity: IntensityRanges;
}
