/** Text files that the user names on the command line. */
import { readFile } from 'node:fs/promises';
import { toStorageError } from '../storage/index.js';

/** The whole file as UTF-8. Throws `file-missing`, `not-writable` (no permission), `storage-failed`. */
export async function readUserText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
}
