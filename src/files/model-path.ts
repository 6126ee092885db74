/**
 * What lies where a model should be. In: a path. Out: its status. Only "not there" counts as absent: a folder that may not be entered
 * or a disk that fails says so.
 */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ModelError } from '../base/errors.js';
import { describeSystemError, isAbsent } from './system-errors.js';

/** What the two kinds of files are called that hold networks, and which they are. */
const FILES = {
  network: { name: 'model file', kinds: 'an .onnx file' },
  weights: { name: 'weight file', kinds: 'a .pt, .pth, .ckpt or .safetensors file' },
};

/** Status of a path, null where nothing is. ModelError `model-unreadable` where that cannot be told. */
export async function findPath(path: string): Promise<Stats | null> {
  return stat(path).catch((cause: unknown) => {
    if (isAbsent(cause)) return null;
    throw unreadableError(path, cause);
  });
}

/** Status of a network's file. ModelError `model-not-found` or `model-unreadable`. */
export async function findModelFile(path: string, file: keyof typeof FILES = 'network'): Promise<Stats> {
  const found = await findPath(path);
  if (found?.isFile()) return found;
  throw new ModelError('model-not-found', {
    what: `There is no ${FILES[file].name} at ${path}.`,
    next: `Give the path of ${FILES[file].kinds}.`,
  });
}

/** ModelError `model-unreadable` with the system's reason. */
export function unreadableError(path: string, cause: unknown): ModelError {
  return new ModelError('model-unreadable', {
    what: `${path} cannot be read: ${describeSystemError(cause)}.`,
    next: 'Check its permissions, and that the disk is mounted.',
    cause,
  });
}
