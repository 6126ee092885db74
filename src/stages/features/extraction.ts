/**
 * Features of the images of missing shards: read, batched, run, committed shard by shard.
 * In: images, shards, capabilities. Out: committed shards and a count of what happened. One row per image, always;
 * skipped images give a row of zeros. Which shards are missing, and where they are kept, others decide.
 */
import { assertNotCancelled, type Observer } from '../../base/observer.js';
import type { ImageRecord } from '../../records/dataset.js';
import { type BatchEvent, type BatchOptions, planBatches } from './batches.js';
import type {
  ClaimShard,
  CommitShard,
  EncoderInterface,
  OpenEncoderSession,
  PlannedShard,
  ReadPreparedImage,
} from './capabilities.js';
import { runEncoder } from './encoder-run.js';
import { type ResilientSession, withResilientSession } from './resilient-session.js';
import { createShardAssembly, type ShardAssembly } from './shard-assembly.js';
import { createWindow } from './window.js';

/** Images per run: enough to keep many threads busy, few enough for small memories at 224×224. */
export const DEFAULT_BATCH_SIZE = 64;
/** Images read ahead; keeps a decoder's threads busy across a slow file. */
export const DEFAULT_PREFETCH = 32;
/** One batch in the network and one at its door, so that the network never waits for this process. */
const MAX_RUNS_UNDER_WAY = 2;
/** A shard is made to last while the next one's first batches run; more would only hold memory. */
const MAX_COMMITS_UNDER_WAY = 1;

/** What to extract, and the capabilities that do it. */
export interface ExtractionInput {
  /** All images of the plan; `images[row]` belongs to row `row`. */
  images: readonly ImageRecord[];
  /** Shards to compute, ascending. */
  shards: readonly PlannedShard[];
  encoder: EncoderInterface;
  readImage: ReadPreparedImage;
  openSession: OpenEncoderSession;
  commitShard: CommitShard;
  /** Without it, all shards are this process's own. */
  claimShard?: ClaimShard;
  /** Hears which shard's images the network failed on, before the whole is rejected with that error. */
  onShardFailure?: (shard: PlannedShard, error: unknown) => void;
}

/** How much is in memory at once. */
export type ExtractionOptions = BatchOptions;

/** Counts over the shards that were committed in this run. */
export interface ExtractionSummary {
  imageCount: number;
  skippedCount: number;
  exifOrientedCount: number;
  shardCount: number;
}

/**
 * Computes and commits the given shards; rows are the same bits whatever the batch size and prefetch.
 * Rejects with CancelledError, ModelError `wrong-output-size`, or what a capability rejects with; committed shards stay.
 */
export async function extractFeatures(
  input: ExtractionInput,
  options: Partial<ExtractionOptions>,
  observer: Observer,
): Promise<ExtractionSummary> {
  const summary = { imageCount: 0, skippedCount: 0, exifOrientedCount: 0, shardCount: 0 };
  if (input.shards.length === 0) return summary;
  const allOptions = { batchSize: DEFAULT_BATCH_SIZE, prefetch: DEFAULT_PREFETCH, ...options };
  await withResilientSession(input.openSession, observer, (session) =>
    extractShards(input, allOptions, observer, session, summary),
  );
  return summary;
}

async function extractShards(
  input: ExtractionInput,
  options: ExtractionOptions,
  observer: Observer,
  session: ResilientSession,
  summary: ExtractionSummary,
): Promise<void> {
  const { images, shards, encoder, claimShard = async () => true } = input;
  const runs = createWindow(MAX_RUNS_UNDER_WAY);
  const commits = createWindow(MAX_COMMITS_UNDER_WAY);
  const assemblies = new Map<PlannedShard, ShardAssembly>();
  const missingCount = shards.reduce((count, { rowStart, rowEnd }) => count + rowEnd - rowStart, 0);
  let doneCount = images.length - missingCount;

  async function* claimShards(): AsyncGenerator<PlannedShard> {
    for (const shard of shards) {
      if (await claimShard(shard)) yield shard;
      else doneCount += shard.rowEnd - shard.rowStart;
    }
  }

  function findAssembly(shard: PlannedShard): ShardAssembly {
    const assembly = assemblies.get(shard) ?? createShardAssembly(shard, encoder.featureCount);
    assemblies.set(shard, assembly);
    return assembly;
  }

  /** Reports rows that are filled; commits their shard when they were its last. */
  async function advance(shard: PlannedShard, rowCount: number): Promise<void> {
    doneCount += rowCount;
    observer.progress({ task: 'extracting features', done: doneCount, total: images.length, unit: 'images' });
    const assembly = findAssembly(shard);
    if (!assembly.isComplete()) return;
    const finished = assembly.finish();
    assemblies.delete(shard);
    await commits.admit(async () => {
      await input.commitShard(shard, finished);
      summary.shardCount++;
      summary.imageCount += shard.rowEnd - shard.rowStart;
      summary.skippedCount += finished.skipped.length;
      summary.exifOrientedCount += finished.exifOriented;
    });
  }

  async function take(event: BatchEvent): Promise<void> {
    if (event.kind === 'skipped') {
      findAssembly(event.shard).skip(event.row, event.code, event.reason);
      return await advance(event.shard, 1);
    }
    const { batch } = event;
    await runs.admit(async () => {
      const { data } = await runEncoder(batch, encoder, session, encoder.outputs.features, 2).catch(
        (error) => {
          input.onShardFailure?.(batch.shard, error);
          throw error;
        },
      );
      findAssembly(batch.shard).place(batch.rows, data, batch.exifOriented);
      await advance(batch.shard, batch.rows.length);
    });
  }

  try {
    for await (const event of planBatches(images, claimShards(), input.readImage, options)) {
      assertNotCancelled(observer);
      commits.assertHealthy();
      await take(event);
    }
    await runs.settle();
  } finally {
    await commits.settle();
  }
  runs.assertHealthy();
  commits.assertHealthy();
}
