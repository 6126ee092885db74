/**
 * Features follow their images: files that changed since lead to later features, in which only their shards are computed (rule W37).
 * In: a data set and the features of a plan. Out: the features to go on with, and what changed. Computes no feature.
 */
import type { Observer } from '../../base/observer.js';
import { computeShardCount } from '../../records/extraction.js';
import {
  adoptShard,
  type ChangedImage,
  type FeatureStore,
  findNewestRevision,
  openRevision,
  readShardSources,
} from '../../storage/index.js';
import { formatQuantity } from '../../words/index.js';
import type { OpenDataset } from '../workspace/index.js';
import { findChanges } from './image-sources.js';

/** Files named in a sentence. */
const NAMED_FILES = 3;

/** The newest features of the plan, those that take their place where images have changed, and these images. */
export async function followImages(
  dataset: OpenDataset,
  folder: string,
  first: FeatureStore,
  observer: Observer,
): Promise<{ store: FeatureStore; changes: ChangedImage[] }> {
  let { store, before } = await findNewestRevision(folder, first);
  const changes: ChangedImage[] = [];
  const missing = new Set(await store.missingShards());
  for (let shard = 0; shard < computeShardCount(store.plan); shard++) {
    if (!missing.has(shard)) changes.push(...(await findChanges(dataset, store, shard, observer)));
  }
  if (changes.length > 0) {
    observer.warn(`${describeChanges(dataset, changes)}; what holds them is computed anew.`);
    before = store;
    store = await openRevision(folder, store, changes);
  }
  if (before !== null) await adoptUnchanged(dataset, before, store, observer);
  return { store, changes };
}

/** Also after an interruption: whatever is not taken over yet and still as it was. */
async function adoptUnchanged(
  dataset: OpenDataset,
  before: FeatureStore,
  store: FeatureStore,
  observer: Observer,
): Promise<void> {
  const missing = await store.missingShards();
  if (missing.length === 0) return;
  const receipts = new Map((await before.readFinished()).map((receipt) => [receipt.shard, receipt]));
  for (const shard of missing) {
    const receipt = receipts.get(shard);
    if (receipt === undefined || (await findChanges(dataset, before, shard, observer)).length > 0) continue;
    // What is damaged was said when changes were looked for.
    const sources = await readShardSources(before.folder, shard, () => {});
    await adoptShard(before, store, receipt, sources);
  }
}

/** "3 images have changed since they were read, 1 is gone: a.jpg, b.jpg, c.jpg and 1 more". */
function describeChanges({ images }: OpenDataset, changes: readonly ChangedImage[]): string {
  const goneCount = changes.filter(({ sha256 }) => sha256 === null).length;
  const changedCount = changes.length - goneCount;
  const parts = [
    ...(changedCount > 0
      ? [`${formatQuantity(changedCount, 'image')} changed since the features were made`]
      : []),
    ...(goneCount > 0 ? [`${changedCount > 0 ? goneCount : formatQuantity(goneCount, 'image')} gone`] : []),
  ];
  const names = changes.slice(0, NAMED_FILES).map(({ row }) => images[row]!.path);
  const others = changes.length - names.length;
  return `${parts.join(', ')}: ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
