/**
 * Makes an encoder of a user's network file: an ONNX model and its card in a folder of the user's cache.
 * In: a file and what only the user knows (classes, preprocessing, licence). Out: the folder, complete or not at all.
 * The network is run on noise before it gets its name, so that what is imported also works, and alike in any batch.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../base/errors.js';
import { assertNotCancelled, type Observer, SILENT_OBSERVER } from '../../base/observer.js';
import { BUNDLED_ENCODER_NAME, openEncoder, writeModelFile } from '../../inference/index.js';
import { type ChannelStatistics, insertNormalization, type ModelProto } from '../../onnx/index.js';
import { type EncoderCard, encoderCardSchema } from '../../records/networks/encoder.js';
import {
  removeDeadTemporaries,
  replaceFolder,
  toTemporaryPath,
  writeFileAtomic,
} from '../../storage/index.js';
import { toEncodersFolder } from './encoder-cache.js';
import { createCard, type ImportOptions, MODEL_FILE } from './encoder-card.js';
import { checkEncoder } from './encoder-check.js';
import { type EncoderSource, readEncoderSource } from './encoder-source.js';

/** Mean and deviation of ImageNet's pixels in [0,1], as torchvision normalises. */
export const IMAGENET_NORMALIZATION: { mean: ChannelStatistics; std: ChannelStatistics } = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

export interface ImportedEncoder {
  card: EncoderCard;
  folder: string;
  description: string;
  parameterCount: number;
  /** Sentences for people. */
  notes: string[];
}

/**
 * Imports a network. UsageError `encoder-name-invalid`, `encoder-exists`, `classes-mismatch`; ModelError of reading, of surgery and of
 * `checkEncoder`.
 */
export async function importEncoder(
  file: string,
  options: ImportOptions,
  observer: Observer = SILENT_OBSERVER,
): Promise<ImportedEncoder> {
  const folder = join(options.folder ?? toEncodersFolder(), options.name);
  assertName(options, folder);
  const { output, weights, classCount = options.classes?.length } = options;
  const source = await readEncoderSource(file, { output, weights, classCount });
  assertNotCancelled(observer);
  const { normalization } = options;
  const model = normalization
    ? insertNormalization(source.model, normalization.mean, normalization.std)
    : source.model;
  const card = await writeEncoder(folder, model, file, options, source, observer);
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

/** Written under another name first, run, then renamed: nobody sees half an encoder, or one that does not work. */
async function writeEncoder(
  folder: string,
  model: ModelProto,
  file: string,
  options: ImportOptions,
  source: EncoderSource,
  observer: Observer,
): Promise<EncoderCard> {
  const temporary = toTemporaryPath(folder);
  await removeDeadTemporaries(dirname(folder));
  await mkdir(temporary, { recursive: true });
  try {
    const modelPath = join(temporary, MODEL_FILE);
    const bytes = await writeModelFile(modelPath, model, file);
    const card = await createCard(file, options, source, bytes);
    await checkEncoder(modelPath, model, card, observer);
    assertNotCancelled(observer);
    await writeFileAtomic(
      join(temporary, 'card.json'),
      `${JSON.stringify(encoderCardSchema.parse(card), null, 2)}\n`,
    );
    await openEncoder(temporary);
    await replaceFolder(temporary, folder);
    return card;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

function listNotes(
  { notes, inspection }: EncoderSource,
  { normalization, classes }: ImportOptions,
): string[] {
  const open = normalization ? notes.filter(({ topic }) => topic !== 'normalization') : notes;
  const hints = open.map(({ text }) => text);
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
