/**
 * A file of weights beside a model, as the model names it.
 * In: the model's path and a location out of it, which may be hostile. Out: ranges of a regular file in the model's own folder.
 * Absolute paths, steps out of the folder and links that lead out of it are refused before anything is opened.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError } from '../../base/errors.js';
import { leadsOut, normalizePath, toSlashes } from '../../base/paths.js';
import { type ByteSource, isAbsent, isInside, openFileSource, unreadableError } from '../../files/index.js';

/** Held at once while weights are copied. */
const PIECE_BYTES = 64 * 2 ** 20;

/** A regular file of weights. */
export interface WeightFile {
  /** Free of links. */
  path: string;
  sizeBytes: number;
}

/** Finds the file. ModelError `external-data-outside`, `external-data-missing` or `model-unreadable`. */
export async function findWeightFile(modelPath: string, location: string): Promise<WeightFile> {
  if (leadsOut(location)) throw outsideError(modelPath, location);
  const local = normalizePath(toSlashes(location));
  const path = await realpath(join(dirname(modelPath), local)).catch((cause: unknown) => cause as Error);
  if (path instanceof Error) {
    if (!isAbsent(path)) throw unreadableError(join(dirname(modelPath), local), path);
    throw await missingError(modelPath, location, path);
  }
  // Caches keep a model as a link into a folder of blobs, with its weights beside it there.
  const folders = [await realpath(dirname(modelPath)), dirname(await realpath(modelPath))];
  if (!folders.some((folder) => isInside(folder, path))) throw outsideError(modelPath, location, path);
  const found = await stat(path);
  if (!found.isFile()) throw await missingError(modelPath, location);
  return { path, sizeBytes: found.size };
}

/** A range of a file into a new array. ModelError `external-data-truncated` when it ends before. */
export async function readRange(path: string, offset: number, length: number): Promise<Uint8Array> {
  const source = await openFileSource(path);
  try {
    return await readPiece(source, path, offset, length, offset + length);
  } finally {
    await source.close();
  }
}

/** A range of a file, a piece at a time. ModelError as `readRange`. */
export async function* readPieces(path: string, offset: number, length: number): AsyncGenerator<Uint8Array> {
  const source = await openFileSource(path);
  const end = offset + length;
  try {
    for (let at = offset; at < end; at += PIECE_BYTES) {
      yield await readPiece(source, path, at, Math.min(PIECE_BYTES, end - at), end);
    }
  } finally {
    await source.close();
  }
}

async function readPiece(
  source: ByteSource,
  path: string,
  offset: number,
  length: number,
  end: number,
): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw truncatedError(path, end, offset + bytes.length);
}

/** ModelError `external-data-truncated`. */
export function truncatedError(path: string, neededBytes: number, sizeBytes: number): ModelError {
  return new ModelError('external-data-truncated', {
    what: `The weights in ${path} reach to byte ${neededBytes}, but the file has ${sizeBytes} bytes.`,
    why: 'It is incomplete, or it belongs to another model.',
    next: 'Download, copy or export both files again, together.',
  });
}

function outsideError(modelPath: string, location: string, target?: string): ModelError {
  const where = target === undefined ? '' : `, a link to ${target}`;
  return new ModelError('external-data-outside', {
    what: `The model ${basename(modelPath)} keeps weights in ${JSON.stringify(location)}${where}, which is outside its own folder.`,
    why: 'A model file must not decide which of your other files are read.',
    next: 'Put the weights beside the model, under the name that it gives them, or export it again.',
  });
}

async function missingError(modelPath: string, location: string, cause?: Error): Promise<ModelError> {
  const folder = dirname(modelPath);
  const names = await readdir(folder).catch(() => []);
  const others = names.filter((name) => /\.onnx[._]data$|\.data$|\.bin$/.test(name)).slice(0, 3);
  const renamed = others.length === 0 ? '' : ` The folder has ${others.join(', ')}: was it renamed?`;
  return new ModelError('external-data-missing', {
    what: `The weights of ${basename(modelPath)} are in a second file, ${JSON.stringify(location)}, which is not beside it.${renamed}`,
    why: 'The .onnx file alone is the network without its weights.',
    next: `Put that file into ${folder} under this name, or export with the weights inside (torch.onnx.export(…, external_data=False)).`,
    cause,
  });
}
