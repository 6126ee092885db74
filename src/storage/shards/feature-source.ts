/**
 * Reads finished shards as one FeatureSource.
 * In: the receipts of all shards, ascending. Out: rows in data set order, a bounded number at a time; no row of a shard whose bytes
 * are not those that its receipt names.
 */
import { join } from 'node:path';
import { StorageError } from '../../base/errors.js';
import type { ExtractionPlan, ShardReceipt } from '../../records/extraction.js';
import type { FeatureBlock, FeatureSource } from '../../records/features.js';
import { openNpyRows } from '../npy/npy-rows.js';
import { assertShardBytes } from './shard-receipts.js';

/** Most memory that one block takes, unless a single row is larger. */
const BLOCK_BYTES = 8 * 1024 * 1024;

/** A source over shards that are all there. */
export function createShardSource(
  folder: string,
  plan: ExtractionPlan,
  receipts: readonly ShardReceipt[],
): FeatureSource {
  const { imageCount, featureCount } = plan;
  const valid = new Uint8Array(imageCount).fill(1);
  for (const { skipped } of receipts) for (const { row } of skipped) valid[row] = 0;
  const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (featureCount * Float32Array.BYTES_PER_ELEMENT)));
  return {
    rowCount: imageCount,
    featureCount,
    valid,
    async *blocks({ rowStart, rowEnd } = { rowStart: 0, rowEnd: imageCount }) {
      for (const receipt of receipts) {
        const range = {
          rowStart: Math.max(rowStart, receipt.rowStart),
          rowEnd: Math.min(rowEnd, receipt.rowEnd),
        };
        if (range.rowStart >= range.rowEnd) continue;
        await assertShardBytes(folder, plan, receipt);
        yield* readShardBlocks(join(folder, receipt.file), receipt, range, featureCount, blockRows);
      }
    },
  };
}

/** Blocks of the rows of one shard that lie in `range`, which counts rows of the data set. */
async function* readShardBlocks(
  path: string,
  receipt: ShardReceipt,
  range: { rowStart: number; rowEnd: number },
  featureCount: number,
  blockRows: number,
): AsyncGenerator<FeatureBlock> {
  const shardRows = receipt.rowEnd - receipt.rowStart;
  const rows = await openNpyRows(path);
  try {
    if (rows.dtype !== 'float32' || rows.rowCount !== shardRows || rows.rowSize !== featureCount) {
      throw new StorageError('shard-damaged', {
        what: `${path} holds ${rows.dtype} of shape (${rows.shape.join(', ')}), not float32 of shape (${shardRows}, ${featureCount}).`,
        next: 'Delete the file and extract again: only the damaged shards are made anew.',
      });
    }
    for (let { rowStart } = range; rowStart < range.rowEnd; rowStart += blockRows) {
      const rowEnd = Math.min(rowStart + blockRows, range.rowEnd);
      const data = await rows.readRows(rowStart - receipt.rowStart, rowEnd - receipt.rowStart);
      yield { rowStart, data: data as Float32Array };
    }
  } finally {
    await rows.close();
  }
}
