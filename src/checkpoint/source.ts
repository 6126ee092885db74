/**
 * Where weights are read from.
 * In: a path, or ranges that a weight file itself declares. Out: the open file; the bytes, or the error that names what is cut off.
 */
import {
  type ByteSource,
  type FileSource,
  findModelFile,
  openFileSource,
  readWhole,
  unreadableError,
} from '../files/index.js';
import { truncatedError } from './errors.js';

/** Opens a file for reading; close it when the tensors have been read. ModelError `model-not-found` or `model-unreadable`. */
export async function openWeightSource(path: string): Promise<FileSource> {
  // Asked before it is opened: a pipe would wait for somebody to write.
  await findModelFile(path, 'weights');
  return openFileSource(path).catch((cause: unknown) => {
    throw unreadableError(path, cause);
  });
}

/** Reads a range; ModelError `checkpoint-truncated` where it reaches beyond the end. */
export async function readRange(
  source: ByteSource,
  offset: number,
  length: number,
  { name, part }: { name: string; part: string },
): Promise<Uint8Array> {
  const bytes = await readWhole(source, offset, length);
  if (bytes === null) throw truncatedError(name, part);
  return bytes;
}
