/**
 * Every image of a data set through a network, shard by shard, beside other processes that do the same.
 * In: a data set, a network, a folder of features. Out: committed shards. Changes nothing else of a workspace.
 */
import { StageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import type { OpenedEncoder } from '../../inference/index.js';
import { POISON_SHARD_CODE } from '../../records/extraction.js';
import type { ChangedImage, FeatureStore } from '../../storage/index.js';
import type { OpenDataset } from '../workspace/index.js';
import { followImages } from './changed-images.js';
import type { NetworkOptions } from './extract-options.js';
import { isOwnShard } from './part.js';
import { openShardRunner } from './shard-runner.js';

/**
 * Every image of a data set through a network, whose `features` output is kept as shards below `folder`; only what is missing
 * there is computed. A part of the work looks at no finished image: that is done once, for all parts together. `poison` names shards of a
 * part that failed for their own sake, after everything else was computed.
 */
export async function runNetwork(
  dataset: OpenDataset,
  encoder: Pick<OpenedEncoder, 'card' | 'modelPath'>,
  folder: string,
  options: NetworkOptions,
  observer: Observer,
): Promise<{
  store: FeatureStore;
  extractedCount: number;
  changes: ChangedImage[];
  poison: StageError | null;
}> {
  const isPart = options.part !== undefined;
  let changes: ChangedImage[] = [];
  const follow = async (first: FeatureStore) => {
    const followed = await followImages(dataset, folder, first, observer);
    changes = followed.changes;
    return followed.store;
  };
  const runner = await openShardRunner(
    dataset,
    encoder,
    folder,
    { ...options, isolate: isPart },
    observer,
    isPart ? undefined : follow,
  );
  try {
    const { missing, renewed } = await listMissing(runner.store, options, observer);
    const { store } = runner;
    try {
      return { store, extractedCount: await runner.run(missing, renewed), changes, poison: null };
    } catch (error) {
      const isPoison = error instanceof StageError && error.code === POISON_SHARD_CODE;
      if (isPoison) return { store, extractedCount: 0, changes, poison: error };
      throw error;
    }
  } finally {
    await runner.close();
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
