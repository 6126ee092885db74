/**
 * Size and time of the file that holds an image, without reading it.
 * In: the data set's root and an `ImageLocation`. Out: both, or null where there is no such file.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isAbsent, toSystemPath } from '../../files/index.js';
import type { ImageLocation } from '../../records/dataset.js';

/** What tells most changes of a file. */
export interface ImageStamp {
  sizeBytes: number;
  /** Milliseconds since 1970, with fractions. */
  modifiedMs: number;
}

/** Of the image's own file, or of the archive or table that the path leads through. Throws the system's errors. */
export async function readImageStamp(rootPath: string, location: ImageLocation): Promise<ImageStamp | null> {
  const root = path.resolve(rootPath);
  for (let file = path.resolve(root, location.path); ; file = path.dirname(file)) {
    const found = await stat(toSystemPath(file)).catch((error: unknown) => {
      if (isAbsent(error)) return null;
      throw error;
    });
    if (found?.isFile()) return { sizeBytes: found.size, modifiedMs: found.mtimeMs };
    if (found !== null || file === root || file === path.dirname(file)) return null;
  }
}
