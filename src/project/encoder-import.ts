/**
 * Makes an encoder of a user's network file: an ONNX model and its card in a folder of the user's cache.
 * In: a file and what only the user knows (classes, preprocessing, licence). Out: the folder, complete or not at all.
 * The network is run once on noise before anything is written, so that what is imported also works.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ModelError, UsageError } from '../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../base/observer.js';
import { BUNDLED_ENCODER_NAME, openEncoder, openSession } from '../inference/index.js';
import {
  type ChannelStatistics,
  DEFAULT_ENCODER_NAMES,
  formatModel,
  insertNormalization,
} from '../onnx/index.js';
import {
  ENCODER_CARD_VERSION,
  type EncoderCard,
  encoderCardSchema,
  type Preprocessing,
} from '../records/encoder.js';
import { writeFileAtomic } from '../storage/index.js';
import { computeFileHash } from './downloads.js';
import { toEncodersFolder } from './encoder-cache.js';
import { type EncoderSource, readEncoderSource } from './encoder-source.js';

/** Mean and deviation of ImageNet's pixels in [0,1], as torchvision normalises. */
export const IMAGENET_NORMALIZATION: { mean: ChannelStatistics; std: ChannelStatistics } = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** Side of ImageNet networks' images, and of the shorter side before the crop (SPEC section 2). */
const IMAGENET_SIDE = 224;
const IMAGENET_RESIZE = 256;

export interface ImportOptions {
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

export interface ImportedEncoder {
  card: EncoderCard;
  folder: string;
  description: string;
  parameterCount: number;
  /** Sentences for people. */
  notes: string[];
}

/**
 * Imports a network. UsageError `encoder-name-invalid`, `encoder-exists`, `classes-mismatch`; ModelError of reading and of surgery,
 * `import-fails-to-run`.
 */
export async function importEncoder(
  file: string,
  options: ImportOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<ImportedEncoder> {
  const folder = join(options.folder ?? toEncodersFolder(), options.name);
  assertName(options, folder);
  const source = await readEncoderSource(file);
  assertNotCancelled(observer);
  const { normalization } = options;
  const model = normalization
    ? insertNormalization(source.model, normalization.mean, normalization.std)
    : source.model;
  const bytes = formatModel(model);
  const card = await createCard(file, options, source, bytes);
  await assertRuns(bytes, card);
  assertNotCancelled(observer);
  await writeEncoder(folder, card, bytes);
  await openEncoder(folder);
  return {
    card,
    folder,
    description: source.description,
    parameterCount: source.inspection.parameterCount,
    notes: listNotes(source, options),
  };
}

function assertName({ name, replace }: ImportOptions, folder: string): void {
  const isValid = encoderCardSchema.shape.name.safeParse(name).success;
  if (!isValid || name === BUNDLED_ENCODER_NAME) {
    throw new UsageError('encoder-name-invalid', {
      what: isValid
        ? `${name} is the name of the encoder that comes with the program.`
        : `${JSON.stringify(name)} cannot name an encoder.`,
      next: 'Choose another name of letters, digits, dots, dashes and underscores with --name.',
    });
  }
  if (!existsSync(folder) || replace) return;
  throw new UsageError('encoder-exists', {
    what: `There is an encoder ${name} already, in ${folder}.`,
    next: 'Choose another --name, or replace it with --replace.',
  });
}

async function createCard(
  file: string,
  options: ImportOptions,
  { inspection, description, inputSide }: EncoderSource,
  bytes: Uint8Array,
): Promise<EncoderCard> {
  const { classCount, featureCount } = inspection.head;
  const { image, featureMap, features, logits } = DEFAULT_ENCODER_NAMES;
  const sha256 = await computeFileHash(file);
  const { name, url = null } = options;
  return {
    cardVersion: ENCODER_CARD_VERSION,
    name,
    title: options.title ?? `${name}: ${description}`,
    model: 'model.onnx',
    modelSha256: createHash('sha256').update(bytes).digest('hex'),
    input: image,
    // Channels that are not the features would give heatmaps of something else.
    outputs: {
      featureMap: inspection.featureMap?.channelCount === featureCount ? featureMap : null,
      features,
      logits,
    },
    featureCount,
    preprocessing: { ...(options.preprocessing ?? choosePreprocessing(inputSide)), mean: null, std: null },
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

/** One image of noise through the network: finite features of the right width, or it is not imported. */
async function assertRuns(
  bytes: Uint8Array,
  { preprocessing, featureCount, outputs, input }: EncoderCard,
): Promise<void> {
  const { width, height } = preprocessing.crop ?? { width: IMAGENET_SIDE, height: IMAGENET_SIDE };
  const session = await openSession(bytes, { device: 'cpu' });
  try {
    const [batch] = session.inputs[0]!.dims;
    const dims = [typeof batch === 'number' ? batch : 1, 3, height, width];
    const data = Float32Array.from(
      { length: dims.reduce((a, b) => a * b) },
      (_, i) => ((i * 7919) % 1009) / 1009,
    );
    const result = await session.run({ [input]: { dtype: 'float32', dims, data } }, [outputs.features]);
    const features = result[outputs.features]!;
    if (
      features.dims.at(-1) === featureCount &&
      Array.from(features.data as Float32Array).every(Number.isFinite)
    )
      return;
    throw new ModelError('import-fails-to-run', {
      what: `On an image of noise, ${width}×${height}, the network gives features of shape [${features.dims}] that are not ${featureCount} finite numbers.`,
      next: 'Check that the file is whole, and that --side is the size that the network was trained at.',
    });
  } finally {
    await session.close();
  }
}

/** A folder of another name first, then renamed: nobody sees half an encoder. */
async function writeEncoder(folder: string, card: EncoderCard, bytes: Uint8Array): Promise<void> {
  const temporary = `${folder}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(temporary, { recursive: true });
  try {
    await writeFileAtomic(join(temporary, card.model), bytes);
    await writeFileAtomic(
      join(temporary, 'card.json'),
      `${JSON.stringify(encoderCardSchema.parse(card), null, 2)}\n`,
    );
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

function listNotes(
  { notes, inspection }: EncoderSource,
  { normalization, classes }: ImportOptions,
): string[] {
  const hints = normalization ? notes.filter((note) => !note.includes('normalise')) : [...notes];
  if (classes === undefined && inspection.head.classCount > 0) {
    hints.push('The classes have no names; give them with --classes FILE to compare them with a data set’s.');
  }
  return hints;
}

/** The file's own name without its extension, as the encoder's name where none is given. */
export function suggestName(file: string): string {
  return basename(file)
    .replace(/\.[a-z]+$/i, '')
    .replace(/[^a-z0-9._-]+/gi, '-')
    .replace(/^[^a-z0-9]+/i, '');
}
