/**
 * The features stage on disk: every image of the data set through the encoder, shard by shard.
 * In: a project and an encoder. Out: committed shards, the manifest's entry, `skipped-images.csv`.
 */
import { dirname } from 'node:path';
import { StageError, UsageError } from '../base/errors.js';
import { type Observer, SILENT_OBSERVER } from '../base/observer.js';
import type { DecodeOptions } from '../imaging/index.js';
import {
  type ConcreteDevice,
  type DeviceName,
  type OpenedEncoder,
  openEncoderSession,
} from '../inference/index.js';
import { computeShardRows, MAX_SHARD_SIZE } from '../records/extraction.js';
import { DEFAULT_BATCH_SIZE, extractFeatures, type OpenEncoderSession } from '../stages/features/index.js';
import { computeImageListHash, createPlan, type FeatureStore, openFeatureStore } from '../storage/index.js';
import { writeSkippedImages } from './dataset.js';
import { openNamedEncoder } from './encoders.js';
import { createImageReader } from './images.js';
import type { OpenDataset, Project } from './project.js';
import { FEATURE_LIBRARIES } from './version.js';

export interface ExtractOptions {
  /** Name or folder; the bundled encoder when undefined. */
  encoder?: string;
  device: DeviceName;
  batchSize: number;
  threadCount?: number;
  /** Turn images upright by their EXIF orientation; torchvision does not. */
  orientByExif: boolean;
  maxPixels?: number;
  /** This process's part of the shards, from 0 of `count`. */
  part?: { index: number; count: number };
}

export const DEFAULT_EXTRACT_OPTIONS: ExtractOptions = {
  device: 'auto',
  batchSize: DEFAULT_BATCH_SIZE,
  orientByExif: false,
};

export interface ExtractSummary {
  encoder: string;
  featureCount: number;
  imageCount: number;
  /** Images that this call put through the encoder; the others were there already. */
  extractedCount: number;
  skippedCount: number;
  /** Images that carry an EXIF orientation other than upright. */
  exifOrientedCount: number;
  /** Shards that other parts still have to make. */
  missingShards: number;
  folder: string;
}

/** Shards that the work is divided into, unless they would be larger than a shard may be. */
const SHARD_COUNT = 32;

/** Extracts what is missing; a second call goes on after the last committed shard. */
export async function extractProject(
  project: Project,
  options: ExtractOptions = DEFAULT_EXTRACT_OPTIONS,
  observer: Observer = SILENT_OBSERVER,
): Promise<ExtractSummary> {
  const dataset = project.readDataset();
  assertHasImages(dataset);
  const encoder = await openNamedEncoder(options.encoder, project.layout.encoders);
  const { store, extractedCount } = await runNetwork(
    dataset,
    encoder,
    project.layout.features,
    options,
    observer,
  );
  // Only now: work that fails leaves the workspace with the features that it had.
  await recordFeatures(project, encoder, store);
  return summarizeExtraction(project, encoder, store, extractedCount, options, observer);
}

/**
 * Every image of a data set through a network, whose `features` output is kept as shards below `folder`; only what is missing
 * there is computed.
 */
export async function runNetwork(
  dataset: OpenDataset,
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  folder: string,
  options: ExtractOptions,
  observer: Observer,
): Promise<{ store: FeatureStore; extractedCount: number }> {
  const sessions = await openSessions(encoder, options);
  try {
    const store = await openStore(folder, dataset, encoder, options, sessions.device);
    const missing = (await store.missingShards()).filter((shard) => isOwnShard(shard, options.part));
    const extractedCount = await extractShards(
      dataset,
      encoder,
      store,
      missing,
      options,
      observer,
      sessions.open,
    );
    return { store, extractedCount };
  } finally {
    await sessions.close();
  }
}

async function summarizeExtraction(
  project: Project,
  { card }: OpenedEncoder,
  store: FeatureStore,
  extractedCount: number,
  options: ExtractOptions,
  observer: Observer,
): Promise<ExtractSummary> {
  const dataset = project.readDataset();
  const receipts = await store.readReceipts();
  const skippedCount = await writeSkippedImages(project);
  const summary: ExtractSummary = {
    encoder: card.name,
    featureCount: card.featureCount,
    imageCount: dataset.images.length,
    extractedCount,
    skippedCount,
    exifOrientedCount: receipts.reduce((sum, { exifOriented }) => sum + exifOriented, 0),
    missingShards: (await store.missingShards()).length,
    folder: store.folder,
  };
  if (summary.missingShards === 0) await assertSomeUsable(dataset, project);
  reportOrientation(summary, options, observer);
  return summary;
}

/**
 * Sessions on the encoder, the first one open already: the device it really got is part of the plan, because other devices
 * round differently.
 */
async function openSessions(
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  { device, threadCount }: ExtractOptions,
) {
  const open = () => openEncoderSession(encoder, { device, threadCount });
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

async function extractShards(
  dataset: OpenDataset,
  encoder: Pick<OpenedEncoder, 'card'>,
  store: FeatureStore,
  missing: number[],
  options: ExtractOptions,
  observer: Observer,
  openSession: OpenEncoderSession,
): Promise<number> {
  if (missing.length === 0) return 0;
  const summary = await extractFeatures(
    {
      images: dataset.images,
      shards: missing.map((shard) => ({ shard, ...computeShardRows(store.plan, shard) })),
      encoder: encoder.card,
      readImage: createImageReader(dataset.root, encoder.card.preprocessing, toDecodeOptions(options)),
      openSession,
      commitShard: async ({ shard }, { data, skipped, exifOriented }) => {
        await store.commitShard(shard, data, skipped, exifOriented);
      },
    },
    { batchSize: options.batchSize },
    observer,
  );
  return summary.imageCount;
}

/** How images are decoded under these options. */
export function toDecodeOptions({ orientByExif, maxPixels }: ExtractOptions): Partial<DecodeOptions> {
  return { applyExifOrientation: orientByExif, ...(maxPixels === undefined ? {} : { maxPixels }) };
}

function openStore(
  folder: string,
  dataset: OpenDataset,
  { card }: Pick<OpenedEncoder, 'card'>,
  options: ExtractOptions,
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
      libraries: FEATURE_LIBRARIES,
      deviceClass: device,
      imageCount: dataset.images.length,
      featureCount: card.featureCount,
      shardSize: chooseShardSize(dataset.images.length),
    }),
  );
}

/**
 * Rows per shard, by the number of images alone, so that all machines agree: a 32nd of the work, that an interruption loses
 * little and parts of `--shard i/n` are of one size, in whole batches.
 */
function chooseShardSize(imageCount: number): number {
  const batches = Math.ceil(imageCount / SHARD_COUNT / DEFAULT_BATCH_SIZE);
  return Math.min(MAX_SHARD_SIZE, Math.max(1, batches) * DEFAULT_BATCH_SIZE);
}

async function recordFeatures(project: Project, encoder: OpenedEncoder, store: FeatureStore): Promise<void> {
  await project.updateManifest((manifest) => ({
    ...manifest,
    encoder: {
      name: encoder.card.name,
      modelSha256: encoder.card.modelSha256,
      folder: dirname(encoder.modelPath),
    },
    features: {
      folder: store.folder.split(/[\\/]/).at(-1)!,
      fingerprint: store.plan.fingerprint,
      source: 'extracted',
    },
  }));
  project.forget();
}

function isOwnShard(shard: number, part: ExtractOptions['part']): boolean {
  return part === undefined || shard % part.count === part.index;
}

/** Parses `i/n` of `--shard`, i from 0. Throws the UsageError `shard-part`. */
export function parsePart(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || count < 1 || index >= count) {
    throw new UsageError('shard-part', {
      what: `--shard ${text} is not a part i/n with i from 0 to n − 1.`,
      next: 'Give for example --shard 0/4 to the first of four machines.',
    });
  }
  return { index, count };
}

export function assertHasImages(dataset: OpenDataset): void {
  if (dataset.images.some(({ location }) => location !== null)) return;
  throw new StageError('no-image-files', {
    what: 'This workspace has no image files (its data set was read with --no-images or --classes).',
    next: 'Import features with `spuriosity features import F.npy`, or make a workspace with the images.',
  });
}

async function assertSomeUsable(dataset: OpenDataset, project: Project): Promise<void> {
  const skipped = await project.readSkippedRows();
  if (skipped.length < dataset.images.length) return;
  throw new StageError('no-usable-images', {
    what: `None of the ${dataset.images.length} images could be read; the first: ${skipped[0]!.reason}`,
    next: `Look at ${project.layout.results}/skipped-images.csv and check that the folder holds real images.`,
  });
}

function reportOrientation(summary: ExtractSummary, options: ExtractOptions, observer: Observer): void {
  if (summary.exifOrientedCount === 0 || options.orientByExif) return;
  observer.warn(
    `${summary.exifOrientedCount === 1 ? '1 image carries' : `${summary.exifOrientedCount} images carry`} an EXIF orientation, which was not applied, as in torchvision; --exif-orient turns such images upright.`,
  );
}
