/**
 * The bytes of a file that others put there: a regular one, of a size that was looked at before anything is read.
 * In: a path. Out: bytes. Pipes, sockets and devices, also behind links, are refused without waiting for them.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ImageError } from '../../base/errors.js';
import { readFully, toSystemPath } from '../../files/index.js';
import { MOST_IMAGE_BYTES } from '../../records/limits.js';

/** A pipe opens at once, instead of when somebody writes to it; Windows has none. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Throws ImageError `not-a-file` and `file-too-large`, and the system's error where it cannot be opened. */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const handle = await open(toSystemPath(path), FLAGS);
  try {
    const found = await handle.stat();
    if (!found.isFile()) {
      const kind = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'a device or socket';
      throw new ImageError('not-a-file', { what: `${path} is ${kind}, not a file.` });
    }
    if (found.size > MOST_IMAGE_BYTES) {
      throw new ImageError('file-too-large', {
        what: `${path} has ${found.size} bytes; an image may have ${MOST_IMAGE_BYTES}.`,
      });
    }
    return await readFully(handle, 0, found.size);
  } finally {
    await handle.close();
  }
}
