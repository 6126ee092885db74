/**
 * What the features stage needs from outside: prepared pixels, sessions, a place for finished shards.
 * Types only; `project` makes them from imaging, inference and storage.
 */
import type { ModelSession } from '../../inference/index.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { ShardRows, SkippedRow } from '../../records/extraction.js';
import type { EncoderCard } from '../../records/networks/encoder.js';

/** An image after the encoder's resize and crop, before scaling to [0,1]. */
export interface PreparedImage {
  width: number;
  height: number;
  /** Uint8Array, [height, width, 3], row-major, RGB. */
  data: Uint8Array;
  /** EXIF orientation that the file carries, 1 to 8; 1 when upright. */
  exifOrientation: number;
}

/** Reads, decodes and prepares one image; rejects with ImageError when that image cannot be used. */
export type ReadPreparedImage = (image: ImageRecord) => Promise<PreparedImage>;

/** The part of an encoder's card that running it needs. */
export type EncoderInterface = Pick<EncoderCard, 'input' | 'outputs' | 'featureCount' | 'preprocessing'>;

/** Opens a fresh session on the encoder, which the signal ends; called again when a session's process has died. */
export type OpenEncoderSession = (signal: AbortSignal | undefined) => Promise<ModelSession>;

/** Opens a session on a model given as bytes, which the signal ends; for training, with the number of threads that `HEAD_TRAINING_THREADS` says. */
export type OpenTrainingSession = (
  model: Uint8Array,
  signal: AbortSignal | undefined,
) => Promise<ModelSession>;

/** Rows of one shard, and its number in the plan. */
export interface PlannedShard extends ShardRows {
  shard: number;
}

/** A finished shard, one row per image. */
export interface FinishedShard {
  /** Float32Array, [rowEnd − rowStart, featureCount], row-major; zeros where the image was skipped. */
  data: Float32Array;
  /** Ascending by row; `row` is the image's index in the data set. */
  skipped: SkippedRow[];
  /** Images that carry an EXIF orientation other than upright. */
  exifOriented: number;
}

/** Whether a shard is to be computed here; false where another process does. Asked when its first row is about to be read. */
export type ClaimShard = (shard: PlannedShard) => Promise<boolean>;

/** Makes a shard last; once it resolves, the shard survives a crash. */
export type CommitShard = (shard: PlannedShard, finished: FinishedShard) => Promise<void>;
