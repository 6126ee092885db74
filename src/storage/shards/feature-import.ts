/**
 * Features that a user brings: `.npy` files of rows, stored through the same plan, shards and receipts as extracted ones.
 * In: files with rows in data set order, or of some of its images with their indices. Out: a finished FeatureStore.
 * Rows that no file covers, and rows of NaN alone, are skipped rows; a single NaN or infinity refuses the file before anything is written.
 * Arrays may be larger than memory.
 */
import { createHash } from 'node:crypto';
import { StorageError } from '../../base/errors.js';
import { describeNotFinite } from '../../base/not-finite.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import {
  computeShardCount,
  computeShardRows,
  IMPORTED_DEVICE_CLASS,
  MAX_SHARD_SIZE,
  type SkippedRow,
} from '../../records/extraction.js';
import type { FeatureSource } from '../../records/features.js';
import { computeFileHash } from '../files/file-hash.js';
import { type NpyRows, openNpyRows } from '../npy/npy-rows.js';
import { toFloat32 } from '../npy/npy-values.js';
import { createPlan } from './feature-plan.js';
import { type FeatureStore, openFeatureStore } from './feature-store.js';

/** One file of features. */
export interface ImportedPart {
  path: string;
  /** Data set index of each of the file's rows; null when it has one row per image, in data set order. */
  rows: ArrayLike<number> | null;
}

/** What a user brings, and what was there before. */
export interface ImportedFeatures {
  /** From `computeImageListHash`. */
  imageListSha256: string;
  imageCount: number;
  /** Where two parts hold the same row, the later one counts. */
  parts: readonly ImportedPart[];
  /** Features imported before, for rows that no part holds; null when there are none. */
  previous: { source: FeatureSource; fingerprint: string } | null;
  shardSize?: number;
  observer?: Observer;
}

/** Rows looked at together. */
const SCANNED_ROWS = 4096;

interface OpenPart {
  path: string;
  array: NpyRows;
}

/** Row `sourceRow` of part `part` belongs to this image; part −1 where none does. */
interface RowPlaces {
  part: Int32Array;
  sourceRow: Int32Array;
}

/** Stores imported features below `parentFolder`; running it again with the same files goes on, or does nothing. */
export async function writeImportedFeatures(
  parentFolder: string,
  input: ImportedFeatures,
): Promise<FeatureStore> {
  const parts: OpenPart[] = [];
  try {
    for (const { path } of input.parts) parts.push({ path, array: await openNpyRows(path) });
    const featureCount = assertPartsFit(input, parts);
    const places = placeRows(input, parts);
    for (const part of parts) await assertFinite(part, input.observer ?? SILENT_OBSERVER);
    const plan = createPlan({
      imageListSha256: input.imageListSha256,
      modelSha256: await computePartsHash(input),
      preprocessing: null,
      orientByExif: false,
      libraries: {},
      deviceClass: IMPORTED_DEVICE_CLASS,
      imageCount: input.imageCount,
      featureCount,
      encoder: 'imported',
      shardSize: input.shardSize ?? MAX_SHARD_SIZE,
    });
    const store = await openFeatureStore(parentFolder, plan);
    await writeShards(store, parts, places, input);
    return store;
  } finally {
    for (const { array } of parts) await array.close();
  }
}

async function writeShards(
  store: FeatureStore,
  parts: readonly OpenPart[],
  places: RowPlaces,
  input: ImportedFeatures,
): Promise<void> {
  const observer = input.observer ?? SILENT_OBSERVER;
  const missing = new Set(await store.missingShards({ verify: true }));
  const previous = input.previous && createRowCursor(input.previous.source);
  try {
    for (let shard = 0; shard < computeShardCount(store.plan); shard++) {
      const { rowStart, rowEnd } = computeShardRows(store.plan, shard);
      const data = new Float32Array((rowEnd - rowStart) * store.plan.featureCount);
      // The cursor only moves forward, so it also passes over shards that are finished.
      const present = previous
        ? await previous.readNext(data, rowEnd - rowStart)
        : new Uint8Array(rowEnd - rowStart);
      if (!missing.has(shard)) continue;
      assertNotCancelled(observer);
      await readPlacedRows(parts, places, rowStart, data, present);
      const skipped = clearUnusableRows(data, present, rowStart);
      await store.commitShard(shard, data, skipped, 0);
      observer.progress({ task: 'importing features', done: rowEnd, total: input.imageCount, unit: 'rows' });
    }
  } finally {
    await previous?.close();
  }
}

/** Copies the rows that parts hold for images from `rowStart` on, one read per run of neighbouring rows. */
async function readPlacedRows(
  parts: readonly OpenPart[],
  places: RowPlaces,
  rowStart: number,
  data: Float32Array,
  present: Uint8Array,
): Promise<void> {
  const featureCount = data.length / present.length;
  let row = 0;
  while (row < present.length) {
    const part = places.part[rowStart + row]!;
    const sourceRow = places.sourceRow[rowStart + row]!;
    let length = 1;
    const continues = () =>
      row + length < present.length &&
      places.part[rowStart + row + length] === part &&
      (part < 0 || places.sourceRow[rowStart + row + length] === sourceRow + length);
    while (continues()) length++;
    if (part >= 0) {
      const values = toFloat32(await parts[part]!.array.readRows(sourceRow, sourceRow + length));
      data.set(values, row * featureCount);
      present.fill(1, row, row + length);
    }
    row += length;
  }
}

/** Zeros the rows that are absent or NaN throughout, and lists them. */
function clearUnusableRows(data: Float32Array, present: Uint8Array, rowStart: number): SkippedRow[] {
  const featureCount = data.length / present.length;
  const skipped: SkippedRow[] = [];
  for (let row = 0; row < present.length; row++) {
    const values = data.subarray(row * featureCount, (row + 1) * featureCount);
    if (!present[row]) {
      skipped.push({ row: rowStart + row, code: 'not-imported', reason: 'No imported features.' });
    } else if (!values.every(Number.isFinite)) {
      skipped.push({
        row: rowStart + row,
        code: 'not-finite',
        reason: 'Imported features are NaN throughout: none of this image.',
      });
    } else continue;
    values.fill(0);
  }
  return skipped;
}

/** Throws `features-not-finite` naming row and column, unless every row is finite or NaN throughout, which says that its image has none. */
async function assertFinite({ path, array }: OpenPart, observer: Observer): Promise<void> {
  for (let rowStart = 0; rowStart < array.rowCount; rowStart += SCANNED_ROWS) {
    assertNotCancelled(observer);
    const rowEnd = Math.min(array.rowCount, rowStart + SCANNED_ROWS);
    const values = toFloat32(await array.readRows(rowStart, rowEnd));
    for (let row = rowStart; row < rowEnd; row++) {
      const own = values.subarray((row - rowStart) * array.rowSize, (row - rowStart + 1) * array.rowSize);
      const problem = describeNotFinite(own, array.rowSize, row);
      if (problem === null || own.every(Number.isNaN)) continue;
      throw new StorageError('features-not-finite', {
        what: `${path} holds numbers that are not finite: ${problem}.`,
        why: 'Means, heads and rankings over such features would be NaN for every image.',
        next: 'Write the file again; an image without features is a row of NaN alone.',
      });
    }
  }
}

/** Reads a source forward in runs of any length. */
function createRowCursor(source: FeatureSource) {
  const blocks = source.blocks()[Symbol.asyncIterator]();
  let pending = new Float32Array(0);
  let nextRow = 0;
  return {
    /** Fills `data` with the next rows; returns which of them hold features. */
    async readNext(data: Float32Array, rows: number): Promise<Uint8Array<ArrayBuffer>> {
      let filled = 0;
      while (filled < data.length) {
        if (pending.length === 0) {
          const next = await blocks.next();
          if (next.done) throw new RangeError('the previous features end early');
          pending = next.value.data as Float32Array<ArrayBuffer>;
        }
        const taken = pending.subarray(0, data.length - filled);
        data.set(taken, filled);
        filled += taken.length;
        pending = pending.subarray(taken.length);
      }
      nextRow += rows;
      return new Uint8Array(source.valid.subarray(nextRow - rows, nextRow));
    },
    /** Lets the source close the file that it is reading. */
    async close(): Promise<void> {
      await blocks.return?.();
    },
  };
}

/** Returns the number of features that all parts share. */
function assertPartsFit(input: ImportedFeatures, parts: readonly OpenPart[]): number {
  let featureCount = input.previous?.source.featureCount ?? 0;
  for (const [position, { path, array }] of parts.entries()) {
    // Pooled maps are often saved as [n, C, 1, 1]: same values.
    if (array.shape.length < 2 || array.rowSize !== array.shape[1] || array.rowSize === 0) {
      throw importError(
        `${path} has shape (${array.shape.join(', ')}), not (images, features)`,
        'Save one row of features per image; average feature maps over their positions first.',
      );
    }
    const rowCount = input.parts[position]!.rows?.length ?? input.imageCount;
    if (array.rowCount !== rowCount) {
      throw importError(
        `${path} has ${array.rowCount} rows, but there are ${rowCount} images`,
        'Write one row per image in data set order, also for images that could not be read.',
      );
    }
    if (featureCount !== 0 && array.rowSize !== featureCount) {
      throw importError(
        `${path} has ${array.rowSize} features, the others ${featureCount}`,
        'Import features of one encoder only, or start anew.',
      );
    }
    featureCount = array.rowSize;
  }
  if (featureCount === 0) throw importError('No file was given', 'Name at least one .npy file.');
  if (input.previous && input.previous.source.rowCount !== input.imageCount) {
    throw importError('The features imported before belong to another data set', 'Import all of them again.');
  }
  return featureCount;
}

function placeRows(input: ImportedFeatures, parts: readonly OpenPart[]): RowPlaces {
  const part = new Int32Array(input.imageCount).fill(-1);
  const sourceRow = new Int32Array(input.imageCount);
  for (const [position, { rows }] of input.parts.entries()) {
    for (let row = 0; row < parts[position]!.array.rowCount; row++) {
      const image = rows ? rows[row]! : row;
      if (!Number.isInteger(image) || image < 0 || image >= input.imageCount) {
        throw importError(`Row ${row} is for image ${image}, which is not there`, 'Check the index list.');
      }
      part[image] = position;
      sourceRow[image] = row;
    }
  }
  return { part, sourceRow };
}

/** Identity of what is imported: the files' bytes, the images their rows are for, and what came before. */
async function computePartsHash(input: ImportedFeatures): Promise<string> {
  const hash = createHash('sha256').update(`${input.previous?.fingerprint ?? ''}\n`);
  for (const { path, rows } of input.parts) {
    hash.update(`${rows ? 'rows' : 'all'}\n`);
    if (rows) hash.update(Int32Array.from(rows));
    hash.update(Buffer.from(await computeFileHash(path), 'hex'));
  }
  return hash.digest('hex');
}

function importError(what: string, next: string): StorageError {
  return new StorageError('features-unfit', { what: `${what}.`, next });
}
