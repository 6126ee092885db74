/**
 * Opens an encoder: a card beside an ONNX file.
 * In: a folder with card.json, or the path of the ONNX file in it. Out: the checked card, the model's path, its linear head.
 * Opens no session; hand `modelPath` to `openSession`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelError } from '../base/errors.js';
import { findPath, isAbsent, PACKAGE_FOLDER, unreadableError } from '../files/index.js';
import { findLinearHead, type ModelProto } from '../onnx/index.js';
import { type EncoderCard, encoderCardSchema, type LinearHead } from '../records/networks/encoder.js';
import { assertWeightsUnchanged, completeModel, readModelBytes } from './model-files/model-file.js';

/** Name of the encoder that comes with the package and works offline. */
export const BUNDLED_ENCODER_NAME = 'robust-tiny-imagenet-64';

const CARD_FILE = 'card.json';

/** An encoder ready to be run. */
export interface OpenedEncoder {
  card: EncoderCard;
  modelPath: string;
  /** Null when the network has no linear layer between its features and logits, or no logits. */
  head: LinearHead | null;
}

/** Folder of the encoder that comes with the package. */
export function bundledEncoderFolder(): string {
  return join(PACKAGE_FOLDER, 'encoders', BUNDLED_ENCODER_NAME);
}

/**
 * Opens the encoder in a folder, or the one whose ONNX file is given.
 * Rejects with ModelError `encoder-not-found`, `invalid-card`, `model-not-found`, `model-unreadable`, `model-changed` (hash),
 * `card-mismatch` (names or sizes), or what `readModelFile` rejects with.
 */
export async function openEncoder(path: string): Promise<OpenedEncoder> {
  const folder = await findEncoderFolder(path);
  const card = await readCard(join(folder, CARD_FILE));
  const modelPath = join(folder, card.model);
  const bytes = await readModelBytes(modelPath).catch((cause: unknown) => {
    if ((cause as ModelError).code !== 'model-not-found') throw cause;
    throw new ModelError('model-not-found', {
      what: `The encoder's card names the model ${card.model}, but there is none at ${modelPath}.`,
      next: 'Put the ONNX file beside its card, or import the encoder again.',
      cause,
    });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== card.modelSha256) {
    throw new ModelError('model-changed', {
      what: `The model ${modelPath} has SHA-256 ${sha256}, but its card says ${card.modelSha256}.`,
      why: 'Features of another network would be mixed with this one’s.',
      next: 'Restore the file, or import the encoder again.',
    });
  }
  const model = await completeModel(bytes, modelPath);
  await assertWeightsUnchanged(model, modelPath);
  assertCardFits(card, model);
  return { card, modelPath, head: readHead(card, model) };
}

async function findEncoderFolder(path: string): Promise<string> {
  const found = await findPath(path);
  if (found?.isDirectory()) return path;
  if (found?.isFile()) return dirname(path);
  throw new ModelError('encoder-not-found', {
    what: `There is no encoder at ${path}.`,
    next: 'Give a folder with card.json and an ONNX file, or leave the option out to use the bundled encoder.',
  });
}

async function readCard(path: string): Promise<EncoderCard> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (!isAbsent(cause)) throw unreadableError(path, cause);
    throw new ModelError('encoder-not-found', {
      what: `There is no encoder's card at ${path}.`,
      why: 'The card says how pixels enter the network and what its outputs are.',
      next: 'Import the ONNX file with `encoder import`, which writes the card.',
      cause,
    });
  });
  try {
    return encoderCardSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelError('invalid-card', {
      what: `The encoder's card ${path} is not valid: ${(cause as Error).message.replace(/\s+/g, ' ')}.`,
      next: 'Correct the card, or import the encoder again.',
      cause,
    });
  }
}

function assertCardFits(card: EncoderCard, { graph }: ModelProto): void {
  const inputs = graph.input.map(({ name }) => name);
  const outputs = graph.output.map(({ name }) => name);
  const { featureMap, features, logits } = card.outputs;
  const missing = [featureMap, features, logits].find((name) => name !== null && !outputs.includes(name));
  if (missing !== undefined || !inputs.includes(card.input)) {
    throw new ModelError('card-mismatch', {
      what: `The card of ${card.name} names "${missing ?? card.input}"; the model has inputs ${inputs.join(', ')} and outputs ${outputs.join(', ')}.`,
      next: 'Correct the card, or import the encoder again.',
    });
  }
}

function readHead(card: EncoderCard, model: ModelProto): LinearHead | null {
  const { features, logits } = card.outputs;
  const head = logits === null ? null : findLinearHead(model, { features, logits });
  if (!head) return null;
  const classCount = card.classes.length;
  if (head.featureCount !== card.featureCount || head.classCount !== classCount) {
    throw new ModelError('card-mismatch', {
      what: `The card of ${card.name} says ${card.featureCount} features and ${classCount} classes; the model's last layer is ${head.featureCount} to ${head.classCount}.`,
      next: 'Correct the card, or import the encoder again.',
    });
  }
  return head;
}
