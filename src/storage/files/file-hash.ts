/** Hash and checksum of a file's bytes, as `src/files/file-hash.ts` makes them; what fails is said as all failures of storage are. */
import { checksumFile, digestFile, hashFile } from '../../files/index.js';
import { toStorageError } from '../errors.js';

/** SHA-256, 64 hex digits. Throws `file-missing`, `not-writable`, `storage-failed` and the like. */
export function computeFileHash(path: string): Promise<string> {
  return orStorageError(hashFile(path), path);
}

/** CRC-32, 8 hex digits. Throws as `computeFileHash`. */
export function computeFileChecksum(path: string): Promise<string> {
  return orStorageError(checksumFile(path), path);
}

/** Both, of one reading. Throws as `computeFileHash`. */
export function computeFileDigests(path: string): Promise<{ sha256: string; crc32: string }> {
  return orStorageError(digestFile(path), path);
}

async function orStorageError<T>(reading: Promise<T>, path: string): Promise<T> {
  return reading.catch((error) => {
    throw toStorageError(error, `Reading ${path} failed`);
  });
}
