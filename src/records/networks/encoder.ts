/**
 * The card beside an encoder's ONNX file, and the linear head.
 * The card says how pixels enter, what comes out, where the network is from and under which licence.
 */
import { z } from 'zod';

/** Version of `card.json`. */
export const ENCODER_CARD_VERSION = 1;

/** A SHA-256: 64 lower-case hexadecimal digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** How pixels enter the encoder. */
export const preprocessingSchema = z.object({
  /** `shorter-side` keeps the aspect; `exact` does not (Waterbirds' usual transform). Null: as decoded. */
  resize: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('shorter-side'), size: z.number().int().positive() }),
      z.object({
        kind: z.literal('exact'),
        width: z.number().int().positive(),
        height: z.number().int().positive(),
      }),
    ])
    .nullable(),
  /** Centre crop after the resize, as torchvision's CenterCrop. */
  crop: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }).nullable(),
  interpolation: z.enum(['bilinear', 'bicubic']),
  /** Subtracted and divided per channel after scaling to [0,1]; null when the graph does that itself. */
  mean: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  std: z.tuple([z.number(), z.number(), z.number()]).nullable(),
});

/** JSON card of an encoder. */
export const encoderCardSchema = z.object({
  cardVersion: z.literal(ENCODER_CARD_VERSION),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i),
  title: z.string(),
  /** File name of the ONNX model beside the card. */
  model: z.string(),
  modelSha256: sha256Schema,
  input: z.string(),
  outputs: z.object({
    /** `[n, C, h, w]` after ReLU; null when the network has none. */
    featureMap: z.string().nullable(),
    /** `[n, C]`. */
    features: z.string(),
    /** `[n, classes]`; null when there is no head. */
    logits: z.string().nullable(),
    /** The network makes a probability of each logit for itself, by a sigmoid of its own; absent: by one softmax, or unknown. */
    hasSigmoids: z.literal(true).optional(),
  }),
  featureCount: z.number().int().positive(),
  preprocessing: preprocessingSchema,
  /** Classes of the encoder's own head, in the order of its logits; empty when there is none. */
  classes: z.array(z.object({ name: z.string(), wordnetId: z.string().optional() })),
  robust: z.boolean(),
  provenance: z.string(),
  /** The file that the model was made from; absent for encoders that were not imported. */
  source: z
    .object({
      /** Where it was downloaded; null for a file that the user gave. */
      url: z.string().nullable(),
      sha256: sha256Schema,
      sizeBytes: z.number().int().nonnegative(),
    })
    .optional(),
  licence: z.string(),
  /** How far feature attacks go that keep the picture recognisable, in ℓ2 over the pixels of its crop; absent: as for the bundled encoder, by the side. */
  attack: z
    .object({
      stepSize: z.number().positive(),
      maxDistance: z.number().positive(),
      /** Of the feature's activation on the strongest image of its pair. */
      riseMultiple: z.number().positive(),
    })
    .optional(),
});

/** What is to know of an encoder beside its network. */
export type EncoderCard = z.infer<typeof encoderCardSchema>;
/** How pixels enter the encoder. */
export type Preprocessing = EncoderCard['preprocessing'];

/** `logits = W r + b`. */
export interface LinearHead {
  classCount: number;
  featureCount: number;
  /** Float32Array, [classCount, featureCount], row-major. */
  weights: Float32Array;
  /** Float32Array, [classCount]. */
  bias: Float32Array;
}
