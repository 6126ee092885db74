/**
 * What models made of images whose cue was weakened, as `interventions.json` keeps it (rule W78).
 * In: parsed JSON. Out: checked records. Decides nothing of what still holds; the key of an entry does.
 */
import { z } from 'zod';

const sharesSchema = z.array(z.number().min(0).max(1));

/** What one model made of one class. */
export const interventionEntrySchema = z.object({
  /** Hash of all that the numbers rest on: images, features, verdicts, ways of weakening, model. */
  key: z.string(),
  model: z.string(),
  classIndex: z.number().int().nonnegative(),
  /** Mean share of the controls' mass that lies on cue or core; null without images. */
  overlap: z.number().min(0).max(1).nullable(),
  /** The k most spurious images, untouched and weakened: share of the ways of weakening under which the model is right; parallel. */
  untouched: sharesSchema,
  cue: sharesSchema,
  control: sharesSchema,
  /** The k least spurious images with the cue of a most spurious one put in, and with the same region of another least spurious one. */
  pasted: sharesSchema,
  pastedControl: sharesSchema,
});

/** The whole file. */
export const interventionsSchema = z.object({ entries: z.array(interventionEntrySchema) });

/** One class and model. */
export type InterventionEntry = z.infer<typeof interventionEntrySchema>;
