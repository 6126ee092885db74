/**
 * All pairs of images whose features point the same way, by exact comparison of everything with everything.
 * In: features, and per image how near is near. Out: pairs, as they are found. Holds two blocks of rows and no list of pairs.
 */
import { type Observer, yieldToEvents } from '../../base/observer.js';
import { argsort } from '../../numeric/index.js';
import type { FeatureSource } from '../../records/features.js';

/** Most memory that one of the two blocks of rows takes, unless a single row is larger. */
const DEFAULT_BLOCK_BYTES = 128 * 1024 * 1024;
/** Rows of each side compared before the next ones are fetched: their first columns stay in the processor's cache. */
const TILE_ROWS = 256;
/** Columns added between two looks at whether a pair is too far apart already; a cache line of float32. */
const COLUMNS_PER_LOOK = 16;

/** Gets each pair once, the lower image first. */
type TakePair = (image: number, other: number, squaredDistance: number) => void;

/** Rows of length 1, columns of most variance first. */
interface UnitRows {
  /** Image indices, ascending. */
  images: number[];
  /** Float32Array, [images.length, featureCount], row-major. */
  values: Float32Array;
}

/**
 * Hands every pair of images to `take` whose features, scaled to length 1, are no further apart than the reach of either;
 * the squared distance is 2 − 2 × cosine similarity. `reach` (squared distances, per image) may be lowered while this runs.
 * Images without features, or with none above zero, have no direction and are left out.
 */
export async function findNearPairs(
  source: FeatureSource,
  reach: Float64Array,
  take: TakePair,
  options: { blockBytes?: number },
  observer: Observer,
): Promise<void> {
  const { rowCount, featureCount } = source;
  const { blockBytes = DEFAULT_BLOCK_BYTES } = options;
  const order = await orderColumns(source);
  const blockRows = Math.max(1, Math.floor(blockBytes / (featureCount * Float32Array.BYTES_PER_ELEMENT)));
  const total = (rowCount * (rowCount - 1)) / 2;
  let done = 0;
  const tell = (count: number) => {
    done += count;
    observer.progress({ task: 'comparing images', done: Math.min(done, total), total, unit: 'pairs' });
  };
  for (let start = 0; start < rowCount; start += blockRows) {
    const own = await readUnitRows(source, order, start, Math.min(start + blockRows, rowCount));
    for (let other = start; other < rowCount; other += blockRows) {
      const end = Math.min(other + blockRows, rowCount);
      const others = other === start ? own : await readUnitRows(source, order, other, end);
      for (let tile = 0; tile < own.images.length; tile += TILE_ROWS) {
        await yieldToEvents(observer);
        tell(compareTile(own, tile, others, featureCount, reach, take));
      }
    }
  }
  if (done < total) tell(total - done);
}

/** Compares one tile of `own` with all of `others` (of itself: with what follows); returns the count of comparisons. */
function compareTile(
  own: UnitRows,
  tile: number,
  others: UnitRows,
  width: number,
  reach: Float64Array,
  take: TakePair,
): number {
  const tileEnd = Math.min(tile + TILE_ROWS, own.images.length);
  let count = 0;
  for (let otherTile = own === others ? tile : 0; otherTile < others.images.length; otherTile += TILE_ROWS) {
    const otherEnd = Math.min(otherTile + TILE_ROWS, others.images.length);
    for (let row = tile; row < tileEnd; row++) {
      const image = own.images[row]!;
      const first = own === others ? Math.max(otherTile, row + 1) : otherTile;
      for (let other = first; other < otherEnd; other++) {
        const otherImage = others.images[other]!;
        const limit = Math.max(reach[image]!, reach[otherImage]!);
        const distance = computeDistance(own.values, row * width, others.values, other * width, width, limit);
        if (distance <= limit) take(image, otherImage, distance);
      }
      count += Math.max(0, otherEnd - first);
    }
  }
  return count;
}

/** Squared distance of two rows; stops early, with some larger number than `limit`, once it is beyond. */
function computeDistance(
  values: Float32Array,
  at: number,
  others: Float32Array,
  otherAt: number,
  width: number,
  limit: number,
): number {
  let sum = 0;
  for (let start = 0; start < width && sum <= limit; start += COLUMNS_PER_LOOK) {
    const end = Math.min(start + COLUMNS_PER_LOOK, width);
    for (let column = start; column < end; column++) {
      const difference = values[at + column]! - others[otherAt + column]!;
      sum += difference * difference;
    }
  }
  return sum;
}

/** Columns by falling variance over the rows of length 1: what tells images apart comes first, and most pairs end early. */
async function orderColumns(source: FeatureSource): Promise<number[]> {
  const { featureCount, valid } = source;
  const sums = new Float64Array(featureCount);
  const squares = new Float64Array(featureCount);
  let count = 0;
  for await (const { rowStart, data } of source.blocks()) {
    for (let at = 0; at < data.length; at += featureCount) {
      const length = computeLength(data, at, featureCount);
      if (valid[rowStart + at / featureCount] !== 1 || length === 0) continue;
      count += 1;
      for (let column = 0; column < featureCount; column++) {
        const value = data[at + column]! / length;
        sums[column]! += value;
        squares[column]! += value * value;
      }
    }
  }
  return argsort(
    squares.map((square, column) => square - (sums[column]! * sums[column]!) / Math.max(count, 1)),
    { descending: true },
  );
}

async function readUnitRows(
  source: FeatureSource,
  order: readonly number[],
  rowStart: number,
  rowEnd: number,
): Promise<UnitRows> {
  const { featureCount, valid } = source;
  const images: number[] = [];
  const values = new Float32Array((rowEnd - rowStart) * featureCount);
  for await (const block of source.blocks({ rowStart, rowEnd })) {
    for (let at = 0; at < block.data.length; at += featureCount) {
      const image = block.rowStart + at / featureCount;
      if (image < rowStart || image >= rowEnd || valid[image] !== 1) continue;
      const length = computeLength(block.data, at, featureCount);
      if (length === 0) continue;
      const start = images.length * featureCount;
      for (const [place, column] of order.entries())
        values[start + place] = block.data[at + column]! / length;
      images.push(image);
    }
  }
  return { images, values };
}

function computeLength(data: Float32Array, at: number, width: number): number {
  let sum = 0;
  for (let column = at; column < at + width; column++) sum += data[column]! * data[column]!;
  return Math.sqrt(sum);
}
