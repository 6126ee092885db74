/**
 * Shards of an extraction, computed on request: what a plain extraction, a member of an array and a worker of a queue have in common.
 * In: a data set, a network, a folder of features, numbers of shards. Out: committed shards, each with its receipt. Which shards are to be
 * computed, and by whom, others decide.
 */
import type { Observer } from '../../base/observer.js';
import type { DecodeOptions } from '../../imaging/index.js';
import { type ConcreteDevice, type OpenedEncoder, openEncoderSession } from '../../inference/index.js';
import { computeShardRows } from '../../records/extraction.js';
import { extractFeatures, type OpenEncoderSession } from '../../stages/features/index.js';
import {
  computeImageListHash,
  createPlan,
  type FeatureStore,
  findNewestRevision,
  openFeatureStore,
  removeDeadLocks,
  writeShardSources,
} from '../../storage/index.js';
import { createImageReader } from '../pictures/index.js';
import { FEATURE_LIBRARIES, type OpenDataset } from '../workspace/index.js';
import type { NetworkOptions } from './extract-options.js';
import { createSourceRecorder } from './image-sources.js';
import { chooseShardSize } from './part.js';
import { createShardClaims, NO_CLAIMS, type ShardClaims } from './shard-claims.js';
import { createShardFailures, type ShardFailures } from './shard-failures.js';

/**
 * Sessions on the encoder, the first one open already: the device it really got is part of the plan, because other devices
 * round differently.
 */
async function openSessions(
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  { device, threadCount }: NetworkOptions,
  { signal }: Observer,
) {
  const open = () => openEncoderSession(encoder, { device, threadCount, signal });
  const first = await open();
  let waiting: typeof first | null = first;
  return {
    device: first.device,
    open: async () => {
      const session = waiting ?? (await open());
      waiting = null;
      return session;
    },
    close: async () => waiting?.close(),
  };
}

export interface RunnerOptions extends NetworkOptions {
  /** Whether a shard that fails for its own sake keeps the others from being computed no longer than it takes to say so. */
  isolate?: boolean;
  /** False where somebody else hands out shards, and a shard that is computed twice is one that was given up for lost. */
  isClaimed?: boolean;
}

/** An extraction that is open: its sessions and its features. */
export interface ShardRunner {
  store: FeatureStore;
  /**
   * Computes those of the shards that no other process computes, waits for the others; with a receipt for each, resolves with how many
   * images were computed here. With `isolate` a shard that fails for its own sake does not keep the others from being computed; then
   * throws StageError `shard-poison`, which names it.
   * @param renewed shards that are computed although they have a receipt
   */
  run(shards: readonly number[], renewed?: ReadonlySet<number>): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens an extraction. Where images have changed since (rule W37), its features are those of the newest revision; whether they have is
 * not looked at here. `settle` may go on with other features instead.
 */
export async function openShardRunner(
  dataset: OpenDataset,
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  folder: string,
  options: RunnerOptions,
  observer: Observer,
  settle: (first: FeatureStore) => Promise<FeatureStore> = async (first) =>
    (await findNewestRevision(folder, first)).store,
): Promise<ShardRunner> {
  const sessions = await openSessions(encoder, options, observer);
  try {
    const store = await settle(await openStore(folder, dataset, encoder, options, sessions.device));
    const { open: openSession, close } = sessions;
    const run = { dataset, encoder, store, options, observer, openSession };
    return {
      store,
      run: (shards, renewed = new Set()) => extractShards(run, shards, renewed),
      close,
    };
  } catch (error) {
    await sessions.close();
    throw error;
  }
}

/** What every shard of a run shares. */
interface Run {
  dataset: OpenDataset;
  encoder: Pick<OpenedEncoder, 'card'>;
  store: FeatureStore;
  options: RunnerOptions;
  observer: Observer;
  openSession: OpenEncoderSession;
}

/** Computes what no other process computes; waits for those. Returns how many images were computed here. */
async function extractShards(
  run: Run,
  shards: readonly number[],
  renewed: ReadonlySet<number>,
): Promise<number> {
  // Of one that was killed after it had finished a shard, too, which nobody claims again.
  await removeDeadLocks(run.store.folder);
  const claims = run.options.isClaimed === false ? NO_CLAIMS : createShardClaims(run.store, renewed);
  const failures = createShardFailures(run.store.plan);
  const counts = { imageCount: 0 };
  try {
    for (let left = shards; left.length > 0; left = await claims.waitForRefused(run.observer)) {
      await computeShards(run, left, claims, failures, counts);
    }
  } finally {
    await claims.releaseAll();
  }
  failures.assertNone();
  return counts.imageCount;
}

/** Computes shards; with `isolate` goes on without each that fails. */
async function computeShards(
  run: Run,
  shards: readonly number[],
  claims: ShardClaims,
  failures: ShardFailures,
  counts: { imageCount: number },
): Promise<void> {
  for (let left = shards; left.length > 0; ) {
    const finished = new Set<number>();
    try {
      await computeTogether(run, left, claims, failures, (shard) => {
        finished.add(shard);
        const { rowStart, rowEnd } = computeShardRows(run.store.plan, shard);
        counts.imageCount += rowEnd - rowStart;
      });
      return;
    } catch (error) {
      const failed = run.options.isolate ? failures.take(error, counts.imageCount > 0) : null;
      if (failed === null) throw error;
      await claims.releaseAll();
      left = left.filter((shard) => shard !== failed && !finished.has(shard));
    }
  }
}

async function computeTogether(
  { dataset, encoder, store, options, observer, openSession }: Run,
  shards: readonly number[],
  claims: ShardClaims,
  failures: ShardFailures,
  onFinished: (shard: number) => void,
): Promise<void> {
  const sources = createSourceRecorder();
  const readImage = createImageReader(
    dataset,
    encoder.card.preprocessing,
    toDecodeOptions(options),
    sources.readBytes,
  );
  const remarks = new Map<number, string>();
  await extractFeatures(
    {
      images: dataset.images,
      shards: shards.map((shard) => ({ shard, ...computeShardRows(store.plan, shard) })),
      encoder: encoder.card,
      readImage: async (image) => {
        const prepared = await readImage(image);
        if (prepared.remarks.length > 0) remarks.set(image.index, prepared.remarks.join('; '));
        return prepared;
      },
      openSession,
      commitShard: async ({ shard, rowStart, rowEnd }, { data, skipped, exifOriented }) => {
        const remarked = [...remarks]
          .filter(([row]) => row >= rowStart && row < rowEnd)
          .map(([row, remark]) => ({ row, remark }));
        await writeShardSources(store.folder, shard, sources.takeRows({ rowStart, rowEnd }));
        await failures.watch(shard, store.commitShard(shard, data, skipped, exifOriented, remarked));
        onFinished(shard);
        await claims.release(shard);
      },
      claimShard: ({ shard }) => claims.claim(shard),
      onShardFailure: ({ shard }, error) => failures.note(shard, error),
    },
    { batchSize: options.batchSize },
    observer,
  );
}

/** How images are decoded under these options. */
function toDecodeOptions({ orientByExif, intensity, maxPixels }: NetworkOptions): Partial<DecodeOptions> {
  return { applyExifOrientation: orientByExif, intensity, ...(maxPixels === undefined ? {} : { maxPixels }) };
}

function openStore(
  folder: string,
  dataset: OpenDataset,
  { card }: Pick<OpenedEncoder, 'card'>,
  options: NetworkOptions,
  device: ConcreteDevice,
): Promise<FeatureStore> {
  return openFeatureStore(
    folder,
    createPlan({
      encoder: card.name,
      imageListSha256: computeImageListHash(dataset.images),
      modelSha256: card.modelSha256,
      preprocessing: card.preprocessing,
      orientByExif: options.orientByExif,
      ...(Object.keys(options.intensity).length > 0 ? { intensity: options.intensity } : {}),
      libraries: FEATURE_LIBRARIES,
      deviceClass: device,
      imageCount: dataset.images.length,
      featureCount: card.featureCount,
      shardSize: chooseShardSize(dataset.images.length),
    }),
  );
}
