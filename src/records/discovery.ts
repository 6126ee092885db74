/**
 * The features that matter for each class, as the discovery stage hands them on and the workspace keeps them.
 */
import { z } from 'zod';
import { HEATMAP_STYLES } from './names.js';

/** One (class, feature) pair among the top of its class. */
export interface ImportantFeature {
  classIndex: number;
  /** From 1, by falling importance. */
  rank: number;
  feature: number;
  /** mean over training images of the class of r_i × W[c,i] (docs/method.md, M10). */
  importance: number;
  meanActivation: number;
  headWeight: number;
}

/** The images that show what a pair detects; values are image indices, strongest (or weakest) first. */
export interface Exemplars {
  classIndex: number;
  feature: number;
  top: number[];
  bottom: number[];
}

/** Where a head comes from: it is the encoder's own, or a linear layer fitted on the data set's features. */
export const HEAD_KINDS = ['own', 'fitted'] as const;
export type HeadKind = (typeof HEAD_KINDS)[number];
/** What may be asked for: `auto` takes the encoder's own head when it knows every class. */
export const HEAD_REQUESTS = ['auto', ...HEAD_KINDS] as const;
export type HeadRequest = (typeof HEAD_REQUESTS)[number];

/** Version of `discovery.json`. */
export const DISCOVERY_VERSION = 1;

const importantFeatureSchema = z.object({
  classIndex: z.number().int(),
  rank: z.number().int(),
  feature: z.number().int(),
  importance: z.number(),
  meanActivation: z.number(),
  headWeight: z.number(),
});

const exemplarsSchema = z.object({
  classIndex: z.number().int(),
  feature: z.number().int(),
  top: z.array(z.number().int()),
  bottom: z.array(z.number().int()),
});

/** What `discover` leaves in the workspace: which head was used, and the pairs and exemplars that follow from it. */
export const discoverySchema = z.object({
  discoveryVersion: z.literal(DISCOVERY_VERSION),
  /** Of the features that everything below was computed from. */
  featuresFingerprint: z.string(),
  head: z.object({
    /** `own`: the encoder's head (rows of its classes that the data set has); `fitted`: a linear layer on the features. */
    kind: z.enum(HEAD_KINDS),
    recipe: z.string().nullable(),
    seed: z.number(),
    /** Accuracies over the usable images of the split; null where the split has none. */
    trainAccuracy: z.number().nullable(),
    validationAccuracy: z.number().nullable(),
    curve: z.array(
      z.object({
        epoch: z.number(),
        loss: z.number(),
        trainAccuracy: z.number(),
        validationAccuracy: z.number().nullable(),
      }),
    ),
  }),
  topFeatures: z.number().int(),
  /** Over which training images importances were averaged. */
  averagedOver: z.enum(['all', 'correct']),
  /** Of the heatmaps beside the exemplars; absent where they are older than the choice: `paper`. */
  heatmapStyle: z.enum(HEATMAP_STYLES).optional(),
  pairs: z.array(importantFeatureSchema),
  exemplars: z.array(exemplarsSchema),
});

/** What `discover` found: the head, the important pairs, their exemplars. */
export type Discovery = z.infer<typeof discoverySchema>;
