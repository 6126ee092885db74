/** Text files that the user names on the command line. */
import { readFile } from 'node:fs/promises';
import { toStorageError } from '../storage/index.js';
import { decodeText } from '../tables/index.js';

/** The whole file as text, UTF-8 or UTF-16. Throws `not-utf8`, `file-missing`, `not-writable` (no permission), `storage-failed`. */
export async function readUserText(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path), path);
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
}
