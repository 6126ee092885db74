/**
 * Turns images of shards into batches of equally sized pixels, reading ahead while the network works.
 * In: shards and a reader. Out: batches in row order, with the rows that could not be read beside them.
 * Memory is bounded by the read-ahead and one batch. Runs nothing.
 */
import { ImageError } from '../../base/errors.js';
import type { ImageRecord } from '../../records/dataset.js';
import type { PlannedShard, PreparedImage, ReadPreparedImage } from './capabilities.js';

/** Images of one shard that go through the network together. */
export interface PixelRows {
  shard: PlannedShard;
  /** Row of each image, ascending. */
  rows: number[];
  width: number;
  height: number;
  /** Uint8Array, [rows.length, height, width, 3], row-major. */
  data: Uint8Array;
  /** How many of the images carry an EXIF orientation other than upright. */
  exifOriented: number;
}

/** What became of some rows of a shard; every row of every shard occurs in exactly one. */
export type BatchEvent =
  | { kind: 'batch'; batch: PixelRows }
  | { kind: 'skipped'; shard: PlannedShard; row: number; code: string; reason: string };

/** How much is in memory at once. */
export interface BatchOptions {
  batchSize: number;
  /** Images that are read ahead of the batch being filled. */
  prefetch: number;
}

type ReadRow =
  | { kind: 'image'; shard: PlannedShard; row: number; image: PreparedImage }
  | Extract<BatchEvent, { kind: 'skipped' }>;

/** Plans batches: full ones, cut only at the end of a shard or where the size of images changes. */
export async function* planBatches(
  images: readonly ImageRecord[],
  shards: Iterable<PlannedShard> | AsyncIterable<PlannedShard>,
  readImage: ReadPreparedImage,
  { batchSize, prefetch }: BatchOptions,
): AsyncGenerator<BatchEvent> {
  let filling: PixelRows | null = null;
  for await (const read of readAhead(images, shards, readImage, prefetch)) {
    if (read.kind === 'skipped') {
      yield read;
      continue;
    }
    if (filling && !belongsTo(filling, read.shard, read.image)) {
      yield { kind: 'batch', batch: trim(filling) };
      filling = null;
    }
    filling ??= startBatch(read.shard, read.image, batchSize);
    add(filling, read.row, read.image);
    if (filling.rows.length === batchSize) {
      yield { kind: 'batch', batch: filling };
      filling = null;
    }
  }
  if (filling) yield { kind: 'batch', batch: trim(filling) };
}

/** Reads rows in order, at most `prefetch` of them at a time. */
async function* readAhead(
  images: readonly ImageRecord[],
  shards: Iterable<PlannedShard> | AsyncIterable<PlannedShard>,
  readImage: ReadPreparedImage,
  prefetch: number,
): AsyncGenerator<ReadRow> {
  const underWay: Promise<ReadRow>[] = [];
  for await (const shard of shards) {
    for (let row = shard.rowStart; row < shard.rowEnd; row++) {
      const reading = readRow(images[row]!, shard, row, readImage);
      // A failure is seen when its turn comes; until then it must not count as unhandled.
      reading.catch(() => {});
      underWay.push(reading);
      if (underWay.length >= prefetch) yield await underWay.shift()!;
    }
  }
  for (const reading of underWay) yield await reading;
}

async function readRow(
  image: ImageRecord,
  shard: PlannedShard,
  row: number,
  readImage: ReadPreparedImage,
): Promise<ReadRow> {
  try {
    return { kind: 'image', shard, row, image: await readImage(image) };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { kind: 'skipped', shard, row, code: error.code, reason: error.what };
  }
}

function startBatch(shard: PlannedShard, { width, height }: PreparedImage, batchSize: number): PixelRows {
  const data = new Uint8Array(batchSize * width * height * 3);
  return { shard, rows: [], width, height, data, exifOriented: 0 };
}

function belongsTo(batch: PixelRows, shard: PlannedShard, image: PreparedImage): boolean {
  return batch.shard === shard && batch.width === image.width && batch.height === image.height;
}

function add(batch: PixelRows, row: number, image: PreparedImage): void {
  batch.data.set(image.data, batch.rows.length * image.data.length);
  batch.rows.push(row);
  if (image.exifOrientation !== 1) batch.exifOriented++;
}

/** Cuts a batch that did not fill up to the images it has. */
function trim(batch: PixelRows): PixelRows {
  const imageSize = batch.width * batch.height * 3;
  return { ...batch, data: batch.data.subarray(0, batch.rows.length * imageSize) };
}
