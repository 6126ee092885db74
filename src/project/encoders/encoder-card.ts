/**
 * The card of an imported network: what only the user knows of it, and what was found in it.
 * In: the file, the options of an import, the network's inspection, the bytes that were written. Out: a card. Writes nothing.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelError, UsageError } from '../../base/errors.js';
import { IMAGENET_SIDE } from '../../checkpoint/index.js';
import { hashFile } from '../../files/index.js';
import { type ChannelStatistics, DEFAULT_ENCODER_NAMES } from '../../onnx/index.js';
import {
  ENCODER_CARD_VERSION,
  type EncoderCard,
  type Preprocessing,
} from '../../records/networks/encoder.js';
import type { EncoderSource, NetworkChoice } from './encoder-source.js';

/** Name of the network beside its card. */
export const MODEL_FILE = 'model.onnx';
/** The shorter side before ImageNet networks' images are cropped (docs/method.md, M2). */
const IMAGENET_RESIZE = 256;
/** Three images of it take 600 MB, which is what an import tries a network with. */
const MAX_SIDE = 4096;

/** What only the user knows of a network. */
export interface ImportOptions extends NetworkChoice {
  /** The encoder is called so from then on: letters, digits, dots, dashes, underscores. */
  name: string;
  title?: string;
  /** In the order of the logits; default: numbered. */
  classes?: EncoderCard['classes'];
  /** Default: resize 256 and crop 224 for networks of side 224, else the network's own side. */
  preprocessing?: Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'>;
  /** Written into the graph; for networks that expect normalised pixels and do not normalise themselves. */
  normalization?: { mean: ChannelStatistics; std: ChannelStatistics };
  robust?: boolean;
  licence?: string;
  /** Where the file was downloaded. */
  url?: string;
  /** Folder of encoders; default: the user's cache. */
  folder?: string;
  /** Replace an encoder of the same name. */
  replace?: boolean;
}

/** The card of `file`, which became a model of these bytes. UsageError `classes-mismatch`, ModelError `image-too-large`. */
export async function createCard(
  file: string,
  options: ImportOptions,
  { inspection, description, inputSide }: EncoderSource,
  bytes: Uint8Array,
): Promise<EncoderCard> {
  const { classCount, featureCount } = inspection.head;
  const { image, featureMap, features, logits } = DEFAULT_ENCODER_NAMES;
  const sha256 = await hashFile(file);
  const { name, url = null } = options;
  const preprocessing = options.preprocessing ?? choosePreprocessing(inputSide);
  assertSide(preprocessing);
  return {
    cardVersion: ENCODER_CARD_VERSION,
    name,
    title: options.title ?? `${name}: ${description}`,
    model: MODEL_FILE,
    modelSha256: createHash('sha256').update(bytes).digest('hex'),
    input: image,
    // Channels that are not the features would give heatmaps of something else.
    outputs: {
      featureMap: inspection.featureMap?.channelCount === featureCount ? featureMap : null,
      features,
      logits,
      ...(inspection.hasSigmoids ? { hasSigmoids: true as const } : {}),
    },
    featureCount,
    preprocessing: { ...preprocessing, mean: null, std: null },
    classes: chooseClasses(options.classes, classCount),
    robust: options.robust ?? false,
    provenance:
      `${description}, imported from ${url ?? resolve(file)} (SHA-256 ${sha256}). ` +
      (inspection.isNormalized || options.normalization
        ? 'Pixels are normalised inside the graph.'
        : 'Pixels enter in [0,1] as they are.'),
    source: { url, sha256, sizeBytes: (await stat(file)).size },
    licence: options.licence ?? 'not stated',
  };
}

/** Preprocessing of a network that sees the middle of an image of this side. */
export function scaleToSide(side: number): Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'> {
  return {
    resize: { kind: 'shorter-side', size: side },
    crop: { width: side, height: side },
    interpolation: 'bilinear',
  };
}

function choosePreprocessing(
  inputSide: number | null,
): Pick<Preprocessing, 'resize' | 'crop' | 'interpolation'> {
  const side = inputSide ?? IMAGENET_SIDE;
  return {
    resize: { kind: 'shorter-side', size: side === IMAGENET_SIDE ? IMAGENET_RESIZE : side },
    crop: { width: side, height: side },
    interpolation: 'bilinear',
  };
}

function assertSide({ crop }: Pick<Preprocessing, 'crop'>): void {
  if (crop === null || Math.max(crop.width, crop.height) <= MAX_SIDE) return;
  throw new ModelError('image-too-large', {
    what: `The network takes images of ${crop.width} × ${crop.height} pixels; at most ${MAX_SIDE} at either side are possible.`,
    next: 'Check that the file is whole, or give the side that it was trained at with --side.',
  });
}

function chooseClasses(
  classes: EncoderCard['classes'] | undefined,
  classCount: number,
): EncoderCard['classes'] {
  if (classes === undefined)
    return Array.from({ length: classCount }, (_, index) => ({ name: nameUnknownClass(index) }));
  if (classes.length === classCount) return classes;
  throw new UsageError('classes-mismatch', {
    what: `${classes.length} classes are listed, but the network has ${classCount}.`,
    next: 'Give one class per logit, in the order of the logits.',
  });
}

/** What a class is called whose name nobody gave. */
export function nameUnknownClass(index: number): string {
  return `class ${index}`;
}
