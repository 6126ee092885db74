/**
 * The card beside a segmenter's ONNX file: how pixels enter, what its output means, where the network is from.
 * In: parsed JSON. Out: a checked record.
 */
import { z } from 'zod';
import { preprocessingSchema, sha256Schema } from './encoder.js';

/** Version of a segmenter's `card.json`. */
export const SEGMENTER_CARD_VERSION = 1;

/** JSON card of a segmenter. */
export const segmenterCardSchema = z.object({
  segmenterVersion: z.literal(SEGMENTER_CARD_VERSION),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i),
  title: z.string(),
  /** File name of the ONNX model beside the card. */
  model: z.string(),
  modelSha256: sha256Schema,
  licence: z.string(),
  /** Where the network is from, for people. */
  provenance: z.string(),
  /** The graph's input, [n, 3, height, width]. */
  input: z.string(),
  /** The graph's output, [n, 1, height, width] or [n, height, width]; object is high. */
  output: z.string(),
  /** Only an exact size, so that the output lies over the whole image. */
  preprocessing: preprocessingSchema.refine(
    ({ resize, crop }) => resize?.kind === 'exact' && crop === null,
    'must resize to an exact size and crop nothing',
  ),
  /**
   * Numbers of the output: `probability` 0 to 1, `logit` from 0 on, or `relative`, of which the lowest of an image is none of the object
   * and the highest all of it.
   */
  values: z.enum(['probability', 'logit', 'relative']),
});

/** What `card.json` beside a segmenter holds. */
export type SegmenterCard = z.infer<typeof segmenterCardSchema>;
