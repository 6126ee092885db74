/**
 * The workspace's manifest and the models under test, as storage keeps them (rules W1 to W8).
 * In: parsed JSON. Out: checked records. Knows no paths of its own and touches no file.
 */
import { z } from 'zod';
import { DATASET_FORMATS, SPLIT_NAMES } from './dataset.js';

/** Version of the workspace folder (rule W5). */
export const WORKSPACE_VERSION = 1;

/** `workspace.json`: which data set, encoder and features the workspace is about. */
export const workspaceManifestSchema = z.object({
  workspaceVersion: z.literal(WORKSPACE_VERSION),
  /** Name and version of the program that made the workspace: `spuriosity 0.1.0`. */
  createdBy: z.string(),
  /** Null until a data set is read. */
  dataset: z
    .object({
      /** Folder or file that was read; where the paths of images start. */
      root: z.string(),
      format: z.enum(DATASET_FORMATS),
      /** The reader's options as given, so that the reading can be repeated. */
      options: z.record(z.string(), z.json()),
      /** Links that lead out of the root are followed though no option asks for it: DATA named such links. */
      followsLinks: z.boolean().optional(),
      /** Hash of the image list; tells a workspace of another data set. */
      fingerprint: z.string(),
      imageCount: z.number().int().nonnegative(),
      classCount: z.number().int().nonnegative(),
    })
    .nullable(),
  encoder: z.object({ name: z.string(), modelSha256: z.string(), folder: z.string() }).nullable(),
  features: z
    .object({
      /** Folder name below `features/`. */
      folder: z.string(),
      fingerprint: z.string(),
      source: z.enum(['extracted', 'imported']),
    })
    .nullable(),
  /** Object masks that a network found; absent until some are made. */
  masks: z
    .object({
      /** Folder name below `masks/`. */
      folder: z.string(),
      /** Name of the network, as in its card. */
      segmenter: z.string(),
    })
    .optional(),
});

/** What `workspace.json` holds (rule W1). */
export type WorkspaceManifest = z.infer<typeof workspaceManifestSchema>;

/** What a model under test is given as. */
export const MODEL_KINDS = ['head', 'onnx', 'predictions'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** A model under test. */
export interface ModelRecord {
  /** Unique in the workspace. */
  name: string;
  kind: ModelKind;
  /** Path of the model's file, relative to the workspace. */
  file: string;
  tags: string[];
  /** What the user named when adding it: a path or a hub address. */
  addedFrom: string;
}

const count = z.int().nonnegative();

/** As it is kept beside the model's file (docs/formats/workspace.md, W85). */
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

/** What was found in a model that waits. */
export type ModelCheck = z.infer<typeof modelCheckSchema>;
