/**
 * ONNX files with all that belongs to them: read, written elsewhere, opened as a session.
 * In: a path. Out: a model whose weights are in memory up to a limit, from the smallest on; larger ones stay tensors that name their file.
 * A written model is complete beside its own data file, whose hash stands in the model.
 */
import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError } from '../../base/errors.js';
import { findModelFile, hashFile, unreadableError } from '../../files/index.js';
import {
  formatModel,
  listExternalTensors,
  MAX_MODEL_BYTES,
  type ModelProto,
  parseExternalRange,
  parseModel,
  stringStringEntryCodec,
  type TensorProto,
} from '../../onnx/index.js';
import { openSession } from '../session.js';
import type { ModelSession, SessionOptions } from '../types.js';
import { findWeightFile, readPieces, readRange, truncatedError, type WeightFile } from './weight-file.js';

/** What is kept in memory of a network; below it everything goes into one file. Half of what one message may hold. */
const MEMORY_LIMIT_BYTES = 2 ** 30;
/** All ranges together: beyond any network that a single machine runs. */
const MAX_WEIGHT_BYTES = 2 ** 36;
/** Ranges begin at pages, so that the runtime can map them. */
const PAGE_BYTES = 4096;
/** Key of the model's metadata with the SHA-256 of its data file: the model's own hash then covers the weights. */
const WEIGHTS_HASH_KEY = 'spuriosity.weights_sha256';

/** The bytes of an ONNX file. ModelError `model-not-found`, `model-unreadable` or `model-too-large`. */
export async function readModelBytes(path: string): Promise<Uint8Array> {
  const { size } = await findModelFile(path);
  if (size <= MAX_MODEL_BYTES)
    return readFile(path).catch((cause: unknown) => {
      throw unreadableError(path, cause);
    });
  throw new ModelError('model-too-large', {
    what: `${path} has ${size} bytes; an ONNX file holds at most ${MAX_MODEL_BYTES}.`,
    next: 'Export the network with its weights in a second file (torch.onnx.export(…, external_data=True)).',
  });
}

/**
 * Reads an ONNX file and the weights beside it. Of those beyond `memoryLimitBytes` the model keeps only the place.
 * ModelError of `readModelBytes`, `parseModel`, `findWeightFile`, and `external-data-malformed`, `-truncated`, `-changed`, `-too-large`.
 */
export async function readModelFile(path: string, memoryLimitBytes?: number): Promise<ModelProto> {
  return completeModel(await readModelBytes(path), path, memoryLimitBytes);
}

/** As `readModelFile`, for bytes that were read from `path`. */
export async function completeModel(
  bytes: Uint8Array,
  path: string,
  memoryLimitBytes = MEMORY_LIMIT_BYTES,
): Promise<ModelProto> {
  const model = parseModel(bytes);
  const places = await findWeights(model, path);
  let keptBytes = bytes.length;
  for (const { tensor, file, offset, length } of places.sort((a, b) => a.length - b.length)) {
    keptBytes += length;
    if (keptBytes > memoryLimitBytes) break;
    tensor.rawData = await readRange(file.path, offset, length);
    tensor.dataLocation = undefined;
    tensor.externalData = [];
  }
  return model;
}

/** The files that a model names beside itself, whether they are there or not. ModelError of `readModelBytes` and `parseModel`. */
export async function listWeightFiles(path: string): Promise<string[]> {
  const tensors = listExternalTensors(parseModel(await readModelBytes(path)));
  return [...new Set(tensors.map((tensor) => parseExternalRange(tensor).location))];
}

/** Where a tensor's values are, checked against the file. */
interface WeightPlace {
  tensor: TensorProto;
  file: WeightFile;
  offset: number;
  length: number;
}

async function findWeights(model: ModelProto, path: string): Promise<WeightPlace[]> {
  const ranges = listExternalTensors(model).map((tensor) => ({ tensor, ...parseExternalRange(tensor) }));
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  if (total > MAX_WEIGHT_BYTES) throw tooLargeError(path, total);
  const files = new Map<string, WeightFile>();
  const hashes = new Map<string, string>();
  const places: WeightPlace[] = [];
  for (const { tensor, location, offset, length, sha1 } of ranges) {
    const file = files.get(location) ?? (await findWeightFile(path, location));
    files.set(location, file);
    if (offset + length > file.sizeBytes) throw truncatedError(file.path, offset + length, file.sizeBytes);
    places.push({ tensor, file, offset, length });
    if (sha1 !== null) hashes.set(file.path, sha1);
  }
  for (const [file, sha1] of hashes) await assertHash(file, 'sha1', sha1);
  return places;
}

/** Writes a model and, where weights stayed in files beside `sourcePath`, its own data file; its tensors name that one from then on. */
export async function writeModelFile(
  path: string,
  model: ModelProto,
  sourcePath: string,
): Promise<Uint8Array> {
  const places = await findWeights(model, sourcePath);
  model.metadataProps = model.metadataProps.filter(({ key }) => key !== WEIGHTS_HASH_KEY);
  if (places.length > 0) {
    const value = await copyWeights(toDataPath(path), places);
    model.metadataProps.push(stringStringEntryCodec.create({ key: WEIGHTS_HASH_KEY, value }));
  }
  const bytes = formatModel(model);
  await writeFile(path, bytes, { flush: true });
  return bytes;
}

/** The data file that `writeModelFile` writes beside a model. */
export function toDataPath(path: string): string {
  return `${path}.data`;
}

async function copyWeights(path: string, places: readonly WeightPlace[]): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'w');
  let sizeBytes = 0;
  const append = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await handle.writeFile(bytes);
    sizeBytes += bytes.length;
  };
  try {
    for (const { tensor, file, offset, length } of places) {
      await append(new Uint8Array((PAGE_BYTES - (sizeBytes % PAGE_BYTES)) % PAGE_BYTES));
      const entries = { location: basename(path), offset: String(sizeBytes), length: String(length) };
      for await (const piece of readPieces(file.path, offset, length)) await append(piece);
      tensor.externalData = Object.entries(entries).map(([key, value]) =>
        stringStringEntryCodec.create({ key, value }),
      );
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** Checks the weights of a model that `writeModelFile` wrote in two files. ModelError `external-data-changed`. */
export async function assertWeightsUnchanged({ metadataProps }: ModelProto, path: string): Promise<void> {
  const sha256 = metadataProps.find(({ key }) => key === WEIGHTS_HASH_KEY)?.value;
  if (sha256 !== undefined) await assertHash(toDataPath(path), 'sha256', sha256);
}

/**
 * Opens a session on a model made of the one at `sourcePath`. Weights that stayed in files are found from there, so the model is then
 * written beside it for the moment of opening. ModelError as `openSession`'s, or `folder-not-writable`.
 */
export async function openModelSession(
  model: ModelProto,
  sourcePath: string,
  options: SessionOptions,
): Promise<ModelSession> {
  const bytes = formatModel(model);
  if (listExternalTensors(model).length === 0) return openSession(bytes, options);
  const path = join(dirname(sourcePath), `.${randomBytes(6).toString('hex')}.onnx`);
  try {
    await writeFile(path, bytes).catch((cause: unknown) => {
      throw new ModelError('folder-not-writable', {
        what: `Nothing can be written into ${dirname(sourcePath)}.`,
        why: 'The runtime looks for weights in other files beside the network that it opens.',
        next: 'Copy the model with its weights into a folder of your own.',
        cause,
      });
    });
    return await openSession(path, options);
  } finally {
    await rm(path, { force: true });
  }
}

async function assertHash(path: string, algorithm: 'sha1' | 'sha256', expected: string): Promise<void> {
  const actual = await hashFile(path, algorithm);
  if (actual === expected) return;
  throw new ModelError('external-data-changed', {
    what: `The weights in ${path} have ${algorithm.toUpperCase()} ${actual}; the model says ${expected}.`,
    why: 'They are damaged, or belong to another model.',
    next: 'Restore the file, or import the model again.',
  });
}

function tooLargeError(path: string, total: number): ModelError {
  return new ModelError('external-data-too-large', {
    what: `The weights that ${basename(path)} names take ${total} bytes; at most ${MAX_WEIGHT_BYTES} are read.`,
    next: 'Check that the file is whole: no image classifier has so many weights.',
  });
}
