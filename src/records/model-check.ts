/** What a person is shown of a model that was brought and does not count yet. */
import { z } from 'zod';
import { SPLIT_NAMES } from './dataset.js';
import { MODEL_KINDS } from './workspace.js';

const count = z.int().nonnegative();

export const modelCheckSchema = z.object({
  model: z.object({
    name: z.string(),
    kind: z.enum(MODEL_KINDS),
    file: z.string(),
    tags: z.array(z.string()),
    addedFrom: z.string(),
  }),
  imageCount: count,
  /** Images that it says something of. */
  predictedCount: count,
  /** Accuracy on the split that gaps are measured on, of the images that it says something of; null without such a split. */
  measured: z
    .object({
      split: z.enum(SPLIT_NAMES),
      imageCount: count,
      rightCount: count,
      /** Wilson, 95%. */
      interval: z.object({ low: z.number(), high: z.number() }),
    })
    .nullable(),
  classCount: count,
  /** Indices of classes that it never names. */
  neverNamed: z.array(count),
  /** What was assumed, and what may be wrong. */
  remarks: z.array(z.object({ level: z.enum(['info', 'warn']), text: z.string() })),
  /** Up to ten images of the measured split, right ones and wrong ones. */
  examples: z.array(
    z.object({
      image: count,
      path: z.string(),
      classIndex: count,
      predicted: count,
      /** In 0..1; null where the model gives none. */
      confidence: z.number().nullable(),
    }),
  ),
});

export type ModelCheck = z.infer<typeof modelCheckSchema>;
