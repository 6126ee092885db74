/**
 * The plan of an extraction and the receipts of its finished shards, as they stand on disk (rules W20 to W33).
 * In: parsed JSON. Out: checked records. Computes no fingerprint and touches no file; storage does.
 */
import { z } from 'zod';
import { intensityRangesSchema } from './intensity.js';
import { preprocessingSchema, sha256Schema } from './networks/encoder.js';

/** Version of `plan.json`. */
export const EXTRACTION_PLAN_VERSION = 1;

/** Kind of arithmetic unit of features that a user brought. */
export const IMPORTED_DEVICE_CLASS = 'imported';

/** Rows of a full shard: large enough that a million images make few files, small enough to lose little work. */
export const MAX_SHARD_SIZE = 4096;

/** The code of an error that another try at the same shard, here or elsewhere, would meet again. */
export const POISON_SHARD_CODE = 'shard-poison';

const countSchema = z.number().int().nonnegative();

/** What decides the value of every feature; its hash is the plan's fingerprint. */
export const planIdentitySchema = z.object({
  /** Hash of the image list, in data set order. */
  imageListSha256: sha256Schema,
  /** Hash of the model's bytes; of the imported files for features that a user brings. */
  modelSha256: sha256Schema,
  /** Null for features that a user brings. */
  preprocessing: preprocessingSchema.nullable(),
  /** Whether images are turned by their EXIF orientation before preprocessing. */
  orientByExif: z.boolean(),
  /** Sample values that fill the 256 levels where images have more than 8 bits; absent where none are scaled. */
  intensity: intensityRangesSchema.optional(),
  /** Versions of what can change a pixel or a product: `{ "onnxruntime-node": "1.30.0", … }`. */
  libraries: z.record(z.string(), z.string()),
  /** Kind of arithmetic unit, `cpu`, `cuda` or `imported`; not its count, threads or batch size. */
  deviceClass: z.string(),
  imageCount: countSchema,
  featureCount: z.number().int().positive(),
  shardSize: z.number().int().positive().max(MAX_SHARD_SIZE),
  /** Hash of which images changed since the features that these take the place of; absent in the first. */
  revision: sha256Schema.optional(),
  /** Fingerprint of those features. */
  revisionOf: sha256Schema.optional(),
  /** Hash of which shards were left out on purpose; absent where none were (rule W39). */
  gaps: sha256Schema.optional(),
  /** Fingerprint of the features that lack them. */
  gapsOf: sha256Schema.optional(),
});

/** A plan on disk (rules W20 to W23). */
export const extractionPlanSchema = planIdentitySchema.extend({
  planVersion: z.literal(EXTRACTION_PLAN_VERSION),
  /** SHA-256, hex, over the canonical JSON of the identity. */
  fingerprint: sha256Schema,
  /** Name of the encoder, for people; not part of the fingerprint. */
  encoder: z.string(),
});

/** An image that has no features, and why. `row` is the image's index in the data set. */
export const skippedRowSchema = z.object({ row: countSchema, code: z.string(), reason: z.string() });

/** An image that was read although its file is out of order, and in what. */
export const remarkedRowSchema = z.object({ row: countSchema, remark: z.string() });

/** A receipt on disk (rule W31). */
export const shardReceiptSchema = z.object({
  shard: countSchema,
  rowStart: countSchema,
  rowEnd: countSchema,
  /** Name of the shard's file in the folder of the features. */
  file: z.string().regex(/^shard-\d{5,}-[0-9a-f]{16}\.npy$/),
  sizeBytes: countSchema,
  sha256: sha256Schema,
  /** CRC-32 of the file, 8 hex digits; absent in receipts of earlier versions. */
  crc32: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional(),
  /** Ascending by row. */
  skipped: z.array(skippedRowSchema),
  /** Images of the shard that carry an EXIF orientation other than upright. */
  exifOriented: countSchema,
  /** Ascending by row; absent where there are none. */
  remarked: z.array(remarkedRowSchema).optional(),
});

/** All that decides a feature's value. */
export type PlanIdentity = z.infer<typeof planIdentitySchema>;
/** What is to be extracted. */
export type ExtractionPlan = z.infer<typeof extractionPlanSchema>;
/** A row without features, and why. */
export type SkippedRow = z.infer<typeof skippedRowSchema>;
/** A row whose file is out of order, and in what. */
export type RemarkedRow = z.infer<typeof remarkedRowSchema>;
/** The proof that a shard is finished. */
export type ShardReceipt = z.infer<typeof shardReceiptSchema>;

/** The rows of a shard, half-open. */
export interface ShardRows {
  rowStart: number;
  rowEnd: number;
}

/** Number of shards of a plan; the last one may be short. */
export function computeShardCount(plan: Pick<ExtractionPlan, 'imageCount' | 'shardSize'>): number {
  return Math.ceil(plan.imageCount / plan.shardSize);
}

/** Rows of shard `shard`, which must be below `computeShardCount(plan)`. */
export function computeShardRows(
  plan: Pick<ExtractionPlan, 'imageCount' | 'shardSize'>,
  shard: number,
): ShardRows {
  const rowStart = shard * plan.shardSize;
  return { rowStart, rowEnd: Math.min(rowStart + plan.shardSize, plan.imageCount) };
}
