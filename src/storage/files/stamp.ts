/**
 * Whether a file is still the same, without reading it.
 * In: a path. Out: a text that changes whenever the file is replaced, which is how everything here is written.
 */
import { statOptional } from './optional.js';

/** Inode, size in bytes and time of the last change; null where there is no file. Throws what `statOptional` throws. */
export async function readFileStamp(path: string): Promise<string | null> {
  const found = await statOptional(path);
  return found === null ? null : `${found.ino}/${found.size}/${found.mtimeMs}`;
}
