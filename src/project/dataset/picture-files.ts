/** Pictures of data sets that the program makes itself: bytes and a path in, a file under folders that need not exist yet. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toStorageError, writeFileAtomic } from '../../storage/index.js';

/** Writes one file atomically, with its folders. Throws `StorageError` naming the path. */
export async function writePictureFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (error) {
    throw toStorageError(error, `Writing ${path} failed`);
  }
}
