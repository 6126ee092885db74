/**
 * Features of the same plan after images have changed (rule W37): other features, in a folder of their own, which share the files
 * of all shards whose images are as they were. In: features and what changed. Out: the later features. Reads no image.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs, { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toSystemCode } from '../../files/index.js';
import { type ExtractionPlan, extractionPlanSchema, type ShardReceipt } from '../../records/extraction.js';
import { toStorageError } from '../errors.js';
import { syncFolder, writeFileAtomic } from '../files/atomic.js';
import { statOptional } from '../files/optional.js';
import { createPlan } from './feature-plan.js';
import { type FeatureStore, openFeatureStore, openFeatureStoreAt } from './feature-store.js';
import { writeReceiptOnce } from './shard-receipts.js';
import { type ImageSource, writeShardSources } from './shard-sources.js';

/** An image that is not as it was: the first digits of its new hash, null where it is gone. */
export interface ChangedImage {
  row: number;
  sha256: string | null;
}

/** Starts, or goes on with, the features that take the place of `before` once these images have changed. */
export async function openRevision(
  parentFolder: string,
  before: FeatureStore,
  changes: readonly ChangedImage[],
): Promise<FeatureStore> {
  const { fingerprint, planVersion: _version, ...plan } = before.plan;
  const revision = createHash('sha256')
    .update(JSON.stringify([fingerprint, changes.map(({ row, sha256 }) => [row, sha256])]))
    .digest('hex');
  return openFeatureStore(parentFolder, createPlan({ ...plan, revision, revisionOf: fingerprint }));
}

/** The last revision of the features, themselves where no image has changed since; with what it is a revision of, null for none. */
export async function findNewestRevision(
  parentFolder: string,
  first: FeatureStore,
): Promise<{ store: FeatureStore; before: FeatureStore | null }> {
  const plans = await readRevisions(parentFolder);
  let store = first;
  let before: FeatureStore | null = null;
  for (;;) {
    const next = plans.find(({ plan }) => plan.revisionOf === store.plan.fingerprint);
    if (next === undefined) return { store, before };
    before = store;
    store = await openFeatureStoreAt(join(parentFolder, next.name));
  }
}

/** Takes over a shard whose images are the same in both: one file under two names, copied where the system has no links. */
export async function adoptShard(
  from: FeatureStore,
  to: FeatureStore,
  receipt: ShardReceipt,
  sources: readonly ImageSource[] | null,
): Promise<void> {
  const [source, target] = [join(from.folder, receipt.file), join(to.folder, receipt.file)];
  try {
    await fs.link(source, target).catch(async (error) => {
      if (toSystemCode(error) === 'EEXIST') return;
      await writeFileAtomic(target, createReadStream(source));
    });
    await syncFolder(to.folder);
  } catch (error) {
    throw toStorageError(error, `Writing ${target} failed`);
  }
  if (sources !== null) await writeShardSources(to.folder, receipt.shard, sources);
  await writeReceiptOnce(to.folder, receipt);
}

/** Plans of revisions, the newest first. */
async function readRevisions(parentFolder: string): Promise<{ name: string; plan: ExtractionPlan }[]> {
  const found: { name: string; plan: ExtractionPlan; madeMs: number }[] = [];
  for (const name of await readdir(parentFolder).catch(() => [])) {
    const path = join(parentFolder, name, 'plan.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) continue;
    const plan = parsePlan(text);
    if (plan?.revisionOf === undefined || plan.gapsOf !== undefined) continue;
    found.push({ name, plan, madeMs: (await statOptional(path))?.mtimeMs ?? 0 });
  }
  return found.sort((a, b) => b.madeMs - a.madeMs);
}

/** Null for what is no plan: whoever opens that folder says so. */
function parsePlan(text: string): ExtractionPlan | null {
  try {
    return extractionPlanSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
