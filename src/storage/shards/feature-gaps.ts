/**
 * Features of a plan whose missing shards were given up on purpose (rule W39): other features, in a folder of their own, in which the images
 * of those shards count as skipped. In: features and shards that they lack. Out: features without gaps. Changes nothing of the first.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { computeShardRows } from '../../records/extraction.js';
import { createPlan, toFeatureFolderName } from './feature-plan.js';
import { adoptShard } from './feature-revision.js';
import { type FeatureStore, openFeatureStore, openFeatureStoreAt } from './feature-store.js';
import { toDamageError } from './shard-receipts.js';
import { readShardSources } from './shard-sources.js';

/** Why an image of a shard that was given up has no features. */
const NOT_EXTRACTED = { code: 'not-extracted', reason: 'its shard was left out by merge --allow-gaps' };

/**
 * Makes, or goes on making, the features in which `missing` of `whole` are left out. Throws `shard-damaged` where another one has lost its
 * receipt or file.
 */
export async function openWithGaps(
  parentFolder: string,
  whole: FeatureStore,
  missing: readonly number[],
): Promise<FeatureStore> {
  const { fingerprint, planVersion: _version, ...plan } = whole.plan;
  const gaps = createHash('sha256').update(JSON.stringify(missing)).digest('hex');
  const store = await openFeatureStore(parentFolder, createPlan({ ...plan, gaps, gapsOf: fingerprint }));
  const isMissing = new Set(missing);
  const standing = new Map((await whole.readFinished()).map((receipt) => [receipt.shard, receipt]));
  for (const shard of await store.missingShards()) {
    if (!isMissing.has(shard)) {
      const receipt = standing.get(shard);
      if (receipt === undefined)
        throw toDamageError(whole.folder, whole.plan, shard, 'it is no longer as it was');
      await adoptShard(whole, store, receipt, await readShardSources(whole.folder, shard, () => {}));
      continue;
    }
    const { rowStart, rowEnd } = computeShardRows(plan, shard);
    const rows = Array.from({ length: rowEnd - rowStart }, (_, place) => rowStart + place);
    await store.commitShard(
      shard,
      new Float32Array(rows.length * plan.featureCount),
      rows.map((row) => ({ row, ...NOT_EXTRACTED })),
      0,
    );
  }
  return store;
}

/** The features that these were made from by leaving shards out; themselves where none were. */
export async function openWithoutGaps(parentFolder: string, store: FeatureStore): Promise<FeatureStore> {
  const { encoder, gapsOf } = store.plan;
  if (gapsOf === undefined) return store;
  return openFeatureStoreAt(join(parentFolder, toFeatureFolderName({ encoder, fingerprint: gapsOf })));
}
