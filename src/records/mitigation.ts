/**
 * What a mitigation and a sweep left, as `mitigation.json` and `mitigation-sweep.json` keep it (rules W80, W81).
 * In: parsed JSON. Out: checked records, NaN where JSON has null for an undefined number. What the numbers mean stands at the types of
 * `bias.ts` and of the mitigation stage; the compiler holds these schemas to them.
 */
import { z } from 'zod';
import {
  MITIGATION_METHODS,
  MITIGATION_RECIPE_NAMES,
  type MitigationTrial,
  type RepairChange,
  type RepairMeasures,
  type TuningPoint,
} from './bias.js';
import { jsonNumberSchema } from './json-numbers.js';

const countSchema = z.number().int().nonnegative();
const methodSchema = z.enum(MITIGATION_METHODS);
const measuredOnSchema = z.enum(['val-half', 'test', 'val']);

const intervalSchema = z.object({ low: jsonNumberSchema, high: jsonNumberSchema });

const measuresSchema = z.object({
  accuracy: jsonNumberSchema,
  accuracyTop: jsonNumberSchema,
  accuracyBottom: jsonNumberSchema,
  gap: jsonNumberSchema,
  gapInterval: intervalSchema,
  absoluteGap: jsonNumberSchema,
  weakerHalf: jsonNumberSchema,
  worstClass: z.object({ classIndex: z.number().int(), accuracy: jsonNumberSchema }),
  worstGroup: z.number().nullable(),
  worstCell: z
    .object({ classIndex: countSchema, group: z.string(), imageCount: countSchema, interval: intervalSchema })
    .nullable(),
}) satisfies z.ZodType<RepairMeasures>;

const changeSchema = z.object({
  before: measuresSchema,
  after: measuresSchema,
}) satisfies z.ZodType<RepairChange>;

const tuningPointSchema = z.object({
  epoch: countSchema,
  steps: countSchema,
  accuracy: jsonNumberSchema,
  gap: jsonNumberSchema,
  absoluteGap: jsonNumberSchema,
  stoppingAccuracy: jsonNumberSchema,
  stoppingGap: jsonNumberSchema,
  stoppingWorstGroup: z.number().nullable(),
}) satisfies z.ZodType<TuningPoint>;

const trialSchema = z.object({
  model: z.string(),
  method: methodSchema,
  trial: z.number().int().positive(),
  imageCount: countSchema,
  accuracyBefore: jsonNumberSchema,
  accuracyAfter: jsonNumberSchema,
  gapBefore: jsonNumberSchema,
  gapAfter: jsonNumberSchema,
  epochs: countSchema,
  measuredOn: measuredOnSchema,
  measured: changeSchema,
  choosing: changeSchema,
  curve: z.array(tuningPointSchema),
}) satisfies z.ZodType<MitigationTrial>;

const imagesPerClassSchema = z.union([z.number().int().positive(), z.enum(['share', 'quarter'])]);
const stopGapSchema = z.union([z.number(), z.literal('half')]);

const settingsSchema = z.object({
  recipe: z.enum(MITIGATION_RECIPE_NAMES),
  optimizer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('adam'), learningRate: z.number(), weightDecay: z.number() }),
    z.object({
      kind: z.literal('sgd'),
      learningRate: z.number(),
      weightDecay: z.number(),
      momentum: z.number(),
    }),
  ]),
  batchSize: z.number().int().positive(),
  imagesPerClass: imagesPerClassSchema,
  anchors: z.boolean(),
  schedule: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('passes'), epochs: z.number().int().positive() }),
    z.object({ kind: z.literal('growing'), steps: z.number().int().positive(), growth: z.number() }),
  ]),
  stopBy: z.enum(['absolute-gap', 'gap', 'worst-group']),
  stopGap: stopGapSchema,
  k: z.number().int().positive(),
  methods: z.array(methodSchema),
  trials: z.number().int().positive(),
  maxAccuracyCost: z.number(),
  seed: z.number().int(),
});

const rankBinSchema = z.object({
  rankStart: z.number(),
  rankEnd: z.number(),
  accuracy: jsonNumberSchema,
  classCount: countSchema,
  imageCount: countSchema,
});

const outcomeSchema = z.object({
  method: methodSchema,
  /** What it did, or why it was left out, in words. */
  note: z.string(),
  state: z.enum(['repaired', 'unchanged', 'omitted']),
});
/** What became of one method. */
export type MethodOutcome = z.infer<typeof outcomeSchema>;

const recommendationSchema = z.object({
  /** Null: keep the head. */
  method: methodSchema.nullable(),
  goal: z.enum(['worst known group', 'weaker half of each class']),
  /** Means over the trials of `method`, on the measured images; null without one. */
  measured: changeSchema.nullable(),
  /**
   * Whether the measured images agree: they lose at most half a point more accuracy than may be lost, and gain at least 6 points on the
   * worst known group or the least spurious images, or as much accuracy at no loss there.
   */
  isBorneOut: z.boolean(),
  /** What was chosen and why, what it comes to, what to beware of. */
  sentences: z.array(z.string()),
});
/** Which repair to take. */
export type Recommendation = z.infer<typeof recommendationSchema>;

/** `mitigation.json`. */
export const mitigationSchema = z.object({
  model: z.string(),
  basis: z.string(),
  /** Hash of labels, splits and groups; absent in records of earlier versions, of which that is unknown. */
  data: z.string().optional(),
  settings: settingsSchema,
  evaluation: z.object({
    measuredOn: measuredOnSchema,
    choosingCount: countSchema,
    measuredCount: countSchema,
  }),
  methods: z.array(outcomeSchema),
  trials: z.array(trialSchema),
  chosen: z.array(
    z.object({
      method: methodSchema,
      trial: z.number().int().positive(),
      images: z.array(countSchema),
      anchors: z.array(countSchema),
    }),
  ),
  scarceClasses: z.array(
    z.object({
      classIndex: countSchema,
      withoutCue: countSchema,
      quarter: countSchema,
      by: z.enum(['groups', 'spuriosity']),
    }),
  ),
  recommendation: recommendationSchema,
  path: z.array(z.object({ share: z.number(), choosing: measuresSchema, measured: measuresSchema })),
  accuracyByRank: z.object({
    before: z.array(rankBinSchema),
    after: z.partialRecord(methodSchema, z.array(rankBinSchema)),
  }),
});

/** `mitigation-sweep.json`. */
export const mitigationSweepSchema = z.object({
  model: z.string(),
  basis: z.string(),
  key: z.string(),
  settings: settingsSchema,
  values: z.object({ imagesPerClass: z.array(imagesPerClassSchema), stopGaps: z.array(stopGapSchema) }),
  runs: z.array(
    z.object({
      imagesPerClass: imagesPerClassSchema,
      stopGap: stopGapSchema,
      trials: z.array(trialSchema),
    }),
  ),
  points: z.array(
    trialSchema
      .pick({
        model: true,
        method: true,
        trial: true,
        imageCount: true,
        accuracyBefore: true,
        accuracyAfter: true,
        gapBefore: true,
        gapAfter: true,
        epochs: true,
      })
      .extend({ imagesPerClass: imagesPerClassSchema, stopGap: stopGapSchema, steps: countSchema }),
  ),
});
