/**
 * Files on disk as `RandomAccess`.
 * In: a path. Out: ranges of the file, whatever its size; nothing is read ahead. The only user of the file system in this room.
 */
import { open } from 'node:fs/promises';
import { ModelError } from '../../base/errors.js';
import { truncatedError } from '../errors.js';
import type { RandomAccess } from './random-access.js';

/** Longest single read: the system takes no more than 2 GiB at once. */
const READ_BYTES = 64 * 1024 * 1024;

export interface FileAccess extends RandomAccess {
  close(): Promise<void>;
}

/** Opens a file for reading; close it when the tensors have been read. ModelError `model-not-found`. */
export async function openFileAccess(path: string): Promise<FileAccess> {
  const handle = await open(path).catch((cause: unknown) => {
    throw notFoundError(path, cause);
  });
  const status = await handle.stat();
  if (!status.isFile()) {
    await handle.close();
    throw notFoundError(path);
  }
  return {
    sizeBytes: status.size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const want = Math.min(READ_BYTES, length - done);
        const { bytesRead } = await handle.read(bytes, done, want, offset + done);
        if (bytesRead === 0) throw truncatedError(path, 'a range that was there when it was opened');
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

function notFoundError(path: string, cause?: unknown): ModelError {
  return new ModelError('model-not-found', {
    what: `There is no readable weight file at ${path}.`,
    next: 'Give the path of a .pt, .pth, .ckpt or .safetensors file.',
    cause,
  });
}
