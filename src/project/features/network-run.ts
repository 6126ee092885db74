/**
 * Every image of a data set through a network, shard by shard, beside other processes that do the same.
 * In: a data set, a network, a folder of features. Out: committed shards. Changes nothing else of a workspace.
 */
import type { Observer } from '../../base/observer.js';
import type { DecodeOptions } from '../../imaging/index.js';
import { type ConcreteDevice, type OpenedEncoder, openEncoderSession } from '../../inference/index.js';
import { computeShardRows } from '../../records/extraction.js';
import { extractFeatures, type OpenEncoderSession } from '../../stages/features/index.js';
import {
  type ChangedImage,
  computeImageListHash,
  createPlan,
  type FeatureStore,
  openFeatureStore,
  removeDeadLocks,
  writeShardSources,
} from '../../storage/index.js';
import { createImageReader } from '../pictures/index.js';
import { FEATURE_LIBRARIES, type OpenDataset } from '../workspace/index.js';
import { followImages } from './changed-images.js';
import type { NetworkOptions } from './extract-options.js';
import { createSourceRecorder } from './image-sources.js';
import { chooseShardSize, isOwnShard } from './part.js';
import { createShardClaims, type ShardClaims } from './shard-claims.js';

/**
 * Every image of a data set through a network, whose `features` output is kept as shards below `folder`; only what is missing
 * there is computed.
 */
export async function runNetwork(
  dataset: OpenDataset,
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  folder: string,
  options: NetworkOptions,
  observer: Observer,
): Promise<{ store: FeatureStore; extractedCount: number; changes: ChangedImage[] }> {
  const sessions = await openSessions(encoder, options, observer);
  try {
    const first = await openStore(folder, dataset, encoder, options, sessions.device);
    const { store, changes } = await followImages(dataset, folder, first, observer);
    const run = { dataset, encoder, store, options, observer, openSession: sessions.open };
    const extractedCount = await extractShards(run, await listMissing(store, options, observer));
    return { store, extractedCount, changes };
  } finally {
    await sessions.close();
  }
}

/** Shards of this process's part, ascending. */
interface MissingShards {
  missing: number[];
  /** Those that are finished but for their bytes. */
  renewed: ReadonlySet<number>;
}

/** Shards to compute; damaged ones, with `verify` also those that hold other bytes than were written, are said. */
async function listMissing(
  store: FeatureStore,
  { verify = false, part }: NetworkOptions,
  observer: Observer,
): Promise<MissingShards> {
  const [first, ...others] = await store.damagedShards({ verify });
  const missing = new Set(await store.missingShards());
  const own = () => [...missing].filter((shard) => isOwnShard(shard, part)).sort((a, b) => a - b);
  if (first === undefined) return { missing: own(), renewed: new Set() };
  const renewed = new Set([first, ...others].map(({ shard }) => shard));
  for (const shard of renewed) missing.add(shard);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  observer.warn(
    `Damaged and made anew: shard ${first.shard} (${first.reason})${more}; the other features stay as they are.`,
  );
  return { missing: own(), renewed };
}

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

/** What every shard of a run shares. */
interface Run {
  dataset: OpenDataset;
  encoder: Pick<OpenedEncoder, 'card'>;
  store: FeatureStore;
  options: NetworkOptions;
  observer: Observer;
  openSession: OpenEncoderSession;
}

/** Computes what is missing and no other process computes; waits for those. Returns how many images were computed here. */
async function extractShards(run: Run, { missing, renewed }: MissingShards): Promise<number> {
  // Of one that was killed after it had finished a shard, too, which nobody claims again.
  await removeDeadLocks(run.store.folder);
  const claims = createShardClaims(run.store, renewed);
  let extractedCount = 0;
  try {
    for (let shards = missing; shards.length > 0; shards = await claims.waitForRefused(run.observer)) {
      extractedCount += await computeShards(run, shards, claims);
    }
  } finally {
    await claims.releaseAll();
  }
  return extractedCount;
}

async function computeShards(
  { dataset, encoder, store, options, observer, openSession }: Run,
  shards: readonly number[],
  claims: ShardClaims,
): Promise<number> {
  const sources = createSourceRecorder();
  const readImage = createImageReader(
    dataset,
    encoder.card.preprocessing,
    toDecodeOptions(options),
    sources.readBytes,
  );
  const remarks = new Map<number, string>();
  const summary = await extractFeatures(
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
        await store.commitShard(shard, data, skipped, exifOriented, remarked);
        await claims.release(shard);
      },
      claimShard: ({ shard }) => claims.claim(shard),
    },
    { batchSize: options.batchSize },
    observer,
  );
  return summary.imageCount;
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
