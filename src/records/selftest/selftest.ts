/**
 * What a self-test found: one planted cue at one correlation per study. Records and their schema; `selftest.json` holds them.
 * Shares are 0..1, differences −1..1; intervals are 95%; null where something could not be measured.
 */
import { z } from 'zod';
import { MITIGATION_METHODS } from '../bias.js';
import { FINDINGS } from '../names.js';

const intervalShape = { low: z.number(), high: z.number() };
const aurocSchema = z.object({ auroc: z.number(), ...intervalShape });
const featureSchema = z.object({
  feature: z.number(),
  /** By importance among all features of the class, from 1. */
  rank: z.number(),
  /** On test images, which had no say in the choice of the feature. */
  measured: aurocSchema,
});
const cellSchema = z.object({
  className: z.string(),
  hasCue: z.boolean(),
  accuracy: z.number(),
  ...intervalShape,
  imageCount: z.number(),
});
const countsSchema = z.object({ train: z.number(), val: z.number(), test: z.number() });

/** A number of 0..1 that tells two kinds of images apart, with its interval. */
export type MeasuredAuroc = z.infer<typeof aurocSchema>;
/** A feature, and how well it tells the cue. */
export type CueFeature = z.infer<typeof featureSchema>;
/** The images of a class with or without the cue on which a head is least often right. */
export type WorstCueCell = z.infer<typeof cellSchema>;

/** What one study leaves in its folder, so that it is not measured again. */
export const selfTestStudySchema = z.object({
  cue: z.string(),
  /** Share of the carrying class's training images with the cue; of the other class's it is one minus that. */
  correlation: z.number(),
  look: z.object({ colour: z.array(z.number()), corner: z.string() }),
  /** The class that usually carries the cue, then the other. */
  classNames: z.tuple([z.string(), z.string()]),
  imagesPerClass: countsSchema,
  featureCount: z.number(),
  /** Features that `discover` listed for the carrying class. */
  listedCount: z.number(),
  /** The listed one that tells the cue best on validation images. */
  listed: featureSchema,
  /** The same of all features. */
  best: featureSchema,
  /** Of the listed one. */
  verdict: z.object({ verdict: z.enum(['core', 'spurious']), probability: z.number().nullable() }).nullable(),
  spuriousPairs: z.number(),
  /** Spuriosity of the carrying class's test images against the cue; null where none of its features was called spurious. */
  spuriosity: aurocSchema.nullable(),
  /** Of the head, on validation images. */
  gap: z
    .object({
      gap: z.number(),
      ...intervalShape,
      adjusted: z.object({ gap: z.number(), ...intervalShape, pValue: z.number() }).nullable(),
      strict: z.object({ gap: z.number(), pValue: z.number() }).nullable(),
      permuted: z.object({ gap: z.number(), ...intervalShape, pValue: z.number() }),
      core: z.number().nullable(),
      random: z.number().nullable(),
      finding: z.enum(FINDINGS),
    })
    .nullable(),
  /** On test images: what is known because the cue is. */
  truth: z.object({
    accuracy: z.number(),
    /** Accuracy where the cue agrees with the class's habit minus accuracy where it does not. */
    effect: z.object({ difference: z.number(), ...intervalShape }),
    worst: cellSchema,
  }),
  /** Null where nothing was repaired; `notRepaired` says why. */
  repair: z
    .object({
      method: z.enum(MITIGATION_METHODS),
      accuracy: z.number(),
      worst: cellSchema,
      change: z.object({ difference: z.number(), ...intervalShape }),
    })
    .nullable(),
  notRepaired: z.string().nullable(),
});

/** What became of a cue, best first. */
export const SELF_TEST_OUTCOMES = ['found', 'called-core', 'not-listed', 'undecided', 'not-seen'] as const;
/** One of `SELF_TEST_OUTCOMES`. */
export type SelfTestOutcome = (typeof SELF_TEST_OUTCOMES)[number];

/** One cue at one correlation. */
export type SelfTestStudy = z.infer<typeof selfTestStudySchema>;

/** `selftest.json`. */
export const selfTestSchema = z.object({
  selfTestVersion: z.literal(1),
  /** Folder or file with the user's data. */
  data: z.string(),
  encoder: z.string(),
  seed: z.number(),
  imageCount: z.number(),
  studies: z.array(selfTestStudySchema.extend({ outcome: z.enum(SELF_TEST_OUTCOMES), sentence: z.string() })),
  sentences: z.array(z.string()),
});
/** A whole self-test. */
export type SelfTest = z.infer<typeof selfTestSchema>;
