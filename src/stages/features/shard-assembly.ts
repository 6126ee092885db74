/**
 * One shard while its rows come in, batch by batch and in any order.
 * In: results and skipped rows. Out: the finished shard. Rows that hold no finite numbers are skipped with a reason.
 */
import type { SkippedRow } from '../../records/extraction.js';
import type { FinishedShard, PlannedShard } from './capabilities.js';

/** A shard that fills up. */
export interface ShardAssembly {
  /** Takes the features of some rows: Float32Array, [rows.length, featureCount], row-major. */
  place(rows: readonly number[], features: Float32Array, exifOriented: number): void;
  skip(row: number, code: string, reason: string): void;
  isComplete(): boolean;
  finish(): FinishedShard;
}

/** A shard without rows yet; float32, [rowEnd − rowStart, featureCount], zeros where a row is skipped. */
export function createShardAssembly({ rowStart, rowEnd }: PlannedShard, featureCount: number): ShardAssembly {
  const data = new Float32Array((rowEnd - rowStart) * featureCount);
  const skipped: SkippedRow[] = [];
  let exifOrientedCount = 0;
  let openRows = rowEnd - rowStart;

  function skip(row: number, code: string, reason: string): void {
    skipped.push({ row, code, reason });
    openRows--;
  }

  return {
    skip,
    place(rows, features, exifOriented) {
      exifOrientedCount += exifOriented;
      for (const [position, row] of rows.entries()) {
        const values = features.subarray(position * featureCount, (position + 1) * featureCount);
        if (values.every(Number.isFinite)) {
          data.set(values, (row - rowStart) * featureCount);
          openRows--;
        } else {
          skip(row, 'features-not-finite', 'The encoder gave features that are not finite numbers.');
        }
      }
    },
    isComplete: () => openRows === 0,
    finish: () => ({
      data,
      skipped: skipped.sort((a, b) => a.row - b.row),
      exifOriented: exifOrientedCount,
    }),
  };
}
