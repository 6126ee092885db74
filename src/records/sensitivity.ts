/**
 * What models lose when a corruption is put on the region of a feature, as `sensitivities.json` keeps it (rule W79).
 * In: parsed JSON. Out: checked records. Decides nothing of what still holds.
 */
import { z } from 'zod';
import { VERDICT_LABELS } from './annotation.js';
import { jsonNumberSchema } from './json-numbers.js';

/** One pair, corruption and model. Accuracies are fractions in 0..1. */
export const sensitivitySchema = z.object({
  model: z.string(),
  classIndex: z.number().int().nonnegative(),
  feature: z.number().int().nonnegative(),
  corruption: z.string(),
  /** Images of the class that activate the feature most. */
  imageCount: z.number().int().nonnegative(),
  /** NaN where none of the images could be read. */
  accuracyBefore: jsonNumberSchema,
  accuracyAfter: jsonNumberSchema,
  /** (before − after) / before; NaN where the model was never right. Negative: the corruption helps. */
  sensitivity: jsonNumberSchema,
});
/** One pair, corruption and model. */
export type Sensitivity = z.infer<typeof sensitivitySchema>;

/** A sensitivity with the verdict that the pair had when it was measured. */
export const judgedSensitivitySchema = sensitivitySchema.extend({ verdict: z.enum(VERDICT_LABELS) });
/** One row of the file. */
export type JudgedSensitivity = z.infer<typeof judgedSensitivitySchema>;

/** The whole file. */
export const sensitivitiesSchema = z.object({ sensitivities: z.array(judgedSensitivitySchema) });
