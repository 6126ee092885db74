/**
 * The end of an extraction that was divided: every receipt is there, or it is said who suffers; then the features are the workspace's.
 * In: a project whose parts have run. Out: its features recorded, skipped images listed. Computes no feature.
 */
import { StageError } from '../base/errors.js';
import type { Observer } from '../base/observer.js';
import {
  openNamedEncoder,
  type Project,
  recordFeatures,
  toEncoderName,
  writeSkippedImages,
} from '../project/index.js';
import { computeShardCount } from '../records/extraction.js';
import { type FeatureStore, openWithGaps, openWithoutGaps } from '../storage/index.js';
import { formatQuantity } from '../words/index.js';
import { type ClassGap, countClassGaps, describeClassGaps } from './shard-gaps.js';

export interface MergeOptions {
  /** Whether images of missing shards may be left out. */
  allowGaps: boolean;
  /** Whether every byte is read and compared with its receipt. */
  verify: boolean;
}

export interface MergeSummary {
  shardCount: number;
  imageCount: number;
  skippedCount: number;
  /** Shards that were left out, ascending. */
  gaps: number[];
  /** Classes that lack images, those that lose the largest share first. */
  classGaps: ClassGap[];
  folder: string;
}

/** Checks and records what parts have made. Throws StageErrors `no-features`, `shards-missing`. */
export async function mergeShards(
  project: Project,
  { allowGaps, verify }: MergeOptions,
  observer: Observer,
): Promise<MergeSummary> {
  const dataset = project.readDataset();
  const { features } = project.layout;
  const whole = await openWithoutGaps(features, await project.openFeatureStore());
  const missing = new Set(await whole.missingShards());
  for (const { shard, reason } of await whole.damagedShards({ verify })) {
    observer.warn(`Shard ${shard} is damaged and counts as missing: ${reason}.`);
    missing.add(shard);
  }
  const gaps = [...missing].sort((a, b) => a - b);
  const classGaps = countClassGaps(dataset, whole.plan, gaps);
  const shardCount = computeShardCount(whole.plan);
  if (gaps.length > 0 && !allowGaps) throw toMissingError(gaps, shardCount, classGaps);
  if (gaps.length === shardCount) throw toMissingError(gaps, shardCount, classGaps);
  const store = gaps.length === 0 ? whole : await openWithGaps(features, whole, gaps);
  await record(project, store);
  if (gaps.length > 0) {
    observer.warn(
      `${formatQuantity(gaps.length, 'shard')} of ${shardCount} left out: ${describeClassGaps(classGaps)}. Gaps and rankings of these classes rest on fewer images.`,
    );
  }
  return {
    shardCount,
    imageCount: dataset.images.length,
    skippedCount: await writeSkippedImages(project),
    gaps,
    classGaps,
    folder: store.folder,
  };
}

async function record(project: Project, store: FeatureStore): Promise<void> {
  const { encoder } = await project.readManifest();
  if (encoder === null) {
    throw new StageError('no-features', {
      what: 'The features of this workspace were not extracted by an encoder.',
      next: 'Run `spuriosity extract`; imported features need no merge.',
    });
  }
  await recordFeatures(project, await openNamedEncoder(toEncoderName(encoder), project.folder), store);
}

function toMissingError(
  gaps: readonly number[],
  shardCount: number,
  classGaps: readonly ClassGap[],
): StageError {
  return new StageError('shards-missing', {
    what: `${formatQuantity(gaps.length, 'shard')} of ${shardCount} ${gaps.length === 1 ? 'is' : 'are'} missing: ${listShards(gaps)}.`,
    why: `Of the classes, ${describeClassGaps(classGaps)}.`,
    next: 'Run the parts again: they compute only what is missing. To go on without these images, `spuriosity merge --allow-gaps`.',
  });
}

/** "0, 1, 2, 5 and 3 more". */
function listShards(shards: readonly number[]): string {
  const named = shards.slice(0, 8);
  const others = shards.length - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
