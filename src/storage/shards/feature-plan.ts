/**
 * The plan of an extraction: what is computed, over which images, in which shards.
 * In: the choices of a user and the identities of model and images. Out: a plan whose fingerprint names its folder.
 * Pure but for hashing; batch size, threads and worker count do not enter, because they do not change a bit.
 */
import { createHash } from 'node:crypto';
import { StorageError } from '../../base/errors.js';
import { isJsonObject } from '../../base/json.js';
import type { ImageRecord } from '../../records/dataset.js';
import {
  EXTRACTION_PLAN_VERSION,
  type ExtractionPlan,
  MAX_SHARD_SIZE,
  type PlanIdentity,
  planIdentitySchema,
} from '../../records/extraction.js';

/** What decides a plan; `shardSize` defaults to the largest. */
export type PlanInput = Omit<PlanIdentity, 'shardSize'> & {
  /** For people and for the folder's name; not part of the fingerprint. */
  encoder: string;
  shardSize?: number;
};

/** Builds the plan; throws `plan-invalid` when a count or hash is impossible. */
export function createPlan(input: PlanInput): ExtractionPlan {
  const { encoder, ...rest } = input;
  const parsed = planIdentitySchema.safeParse({ ...rest, shardSize: input.shardSize ?? MAX_SHARD_SIZE });
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new StorageError('plan-invalid', {
      what: `The extraction cannot be planned: ${path.join('.')}: ${message}.`,
    });
  }
  return {
    planVersion: EXTRACTION_PLAN_VERSION,
    fingerprint: computeFingerprint(parsed.data),
    encoder,
    ...parsed.data,
  };
}

/** SHA-256, hex, over the canonical JSON of what decides the features. */
export function computeFingerprint(identity: PlanIdentity): string {
  const known = planIdentitySchema.parse(identity);
  return createHash('sha256').update(formatCanonicalJson(known)).digest('hex');
}

/**
 * Hash of the images in their order: paths and places in archives, not bytes.
 * An image replaced by another of the same name is found by its file instead (`image-sources.ts`).
 */
export function computeImageListHash(images: Iterable<Pick<ImageRecord, 'path' | 'location'>>): string {
  const hash = createHash('sha256');
  let batch: string[] = [];
  for (const { path, location } of images) {
    const place = location?.kind === 'archive' ? [location.path, location.offset, location.sizeBytes] : [];
    batch.push(JSON.stringify([path, ...(location?.kind === 'file' ? [location.path] : place)]));
    if (batch.length === HASH_BATCH) {
      hash.update(`${batch.join('\n')}\n`);
      batch = [];
    }
  }
  if (batch.length > 0) hash.update(`${batch.join('\n')}\n`);
  return hash.digest('hex');
}

/** Name of the folder that holds the features of a plan: readable encoder name and the start of the fingerprint. */
export function toFeatureFolderName(plan: Pick<ExtractionPlan, 'encoder' | 'fingerprint'>): string {
  const readable = plan.encoder.replace(/[^a-z0-9._-]+/gi, '-').replace(/^[.-]+/, '');
  return `${readable.slice(0, 60) || 'features'}-${plan.fingerprint.slice(0, 16)}`;
}

/** Lines hashed at once; one call per line would take most of the time. */
const HASH_BATCH = 4096;

/** JSON with the keys of every object sorted and no spaces: equal values give equal text. */
function formatCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
