/**
 * The witnesses of a spurious gap and what they say together (docs/method.md, M60 to M78), as stages hand them on, tables hold them, the
 * cache keeps them, and report and app put them into words. Fractions in -1..1, 95% intervals, one-sided p-values; null where something
 * was not measured.
 */
import { z } from 'zod';
import { FINDINGS } from './names.js';

const intervalShape = { low: z.number(), high: z.number() };
const measureShape = {
  ...intervalShape,
  gap: z.number(),
  accuracyTop: z.number(),
  accuracyBottom: z.number(),
};
const measureSchema = z.object(measureShape);
const witnessSchema = z.object({ ...measureShape, pValue: z.number() });
const effectSchema = z.object({ ...intervalShape, effect: z.number(), imageCount: z.number() });
const interventionSchema = effectSchema.extend({
  /** Share of what was weakened elsewhere that lies on cue or core, 0..1: near 1 there is no elsewhere, and the effect shows little. */
  overlap: z.number().nullable(),
  /** The reverse: the cue put into images that lack it, against the same region of another such image; positive where the model gains. */
  pasted: effectSchema.nullable(),
});
const evidenceShape = {
  model: z.string(),
  gap: witnessSchema,
  adjusted: witnessSchema.nullable(),
  /** No core feature (for a model: in any class), so that the adjusted gap is the gap. */
  adjustedIsGap: z.boolean(),
  strict: witnessSchema.nullable(),
  intervention: interventionSchema.nullable(),
  /** Gap along the mean z-score of the core features. */
  core: measureSchema.nullable(),
  /** Gap along random features that are not important, its accuracies averaged over them; the interval is that of one such gap. */
  random: measureSchema.nullable(),
  finding: z.enum(FINDINGS),
  decidedBy: z.enum(['strict', 'intervention', 'both', 'adjusted']).nullable(),
};
const classSchema = z.object({
  ...evidenceShape,
  classIndex: z.number(),
  k: z.number(),
  /** Images of the class with a prediction. */
  imageCount: z.number(),
  reducedK: z.boolean(),
});
const modelSchema = z.object({
  ...evidenceShape,
  classCount: z.number(),
  /** Classes without a core feature, whose adjusted gap is their gap. */
  unadjustedCount: z.number(),
  /** Mean, 2.5th and 97.5th percentile of the draws; the p-value is small where the features called spurious make a larger gap than other important ones. */
  permuted: z.object({ ...intervalShape, gap: z.number(), pValue: z.number() }),
  meanAbsoluteGap: z.number(),
  /** The class with the largest |gap|, the first of equals. */
  worstClass: z.object({ classIndex: z.number(), gap: z.number() }),
});

/** Evidence as the cache keeps it. */
export const evidenceSchema = z.object({ models: z.array(modelSchema), classes: z.array(classSchema) });

/** The gap of a class, or the mean over classes, with its interval. */
export type GapMeasure = z.infer<typeof measureSchema>;
/** A gap with the p-value of its permutation test. */
export type GapWitness = z.infer<typeof witnessSchema>;
/** Of one class and model. */
export type ClassEvidence = z.infer<typeof classSchema>;
/** Of one model: means over its classes. */
export type ModelEvidence = z.infer<typeof modelSchema>;
/** Where gaps under permuted verdicts lie. */
export type PermutedGap = ModelEvidence['permuted'];
/** Witnesses and controls of a class or model. */
export type GapEvidence = Pick<ClassEvidence, keyof typeof evidenceShape>;
/** Mean change of accuracy over paired images; NaN without images, and the interval is then [-1, 1]. */
export type PairedEffect = z.infer<typeof effectSchema>;
/** What weakening the cue costs beyond weakening another place of the same images: negative where the model loses by it. */
export type InterventionEffect = z.infer<typeof interventionSchema>;

/** The effect on one class, or with `classIndex` null on a model over its classes. */
export interface MeasuredIntervention extends InterventionEffect {
  model: string;
  classIndex: number | null;
}

/** By model in the order of the predictions (models without a measured class are left out); classes by model, then index. */
export interface Evidence {
  models: ModelEvidence[];
  classes: ClassEvidence[];
}
