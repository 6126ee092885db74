/**
 * What tells the bytes of a file of any size from others, read a piece at a time.
 * In: a path. Out: hexadecimal digits; errors of the system pass through. CRC-32 finds bytes that changed by accident at a third of the
 * cost; a digest tells contents apart.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** Large enough that hashing, not reading, takes the time. */
const PIECE_BYTES = 2 ** 20;

/** Digest of a whole file, in lower-case hexadecimal. Throws the system's error. */
export async function hashFile(path: string, algorithm: 'sha1' | 'sha256' = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of readPieces(path)) hash.update(piece);
  return hash.digest('hex');
}

/** CRC-32 of a whole file (ISO 3309), 8 hex digits. Throws the system's error. */
export async function checksumFile(path: string): Promise<string> {
  let value = 0;
  for await (const piece of readPieces(path)) value = crc32(piece, value);
  return formatChecksum(value);
}

/** Both at once, of the same reading. Throws the system's error. */
export async function digestFile(path: string): Promise<{ sha256: string; crc32: string }> {
  const hash = createHash('sha256');
  let value = 0;
  for await (const piece of readPieces(path)) {
    hash.update(piece);
    value = crc32(piece, value);
  }
  return { sha256: hash.digest('hex'), crc32: formatChecksum(value) };
}

/** CRC-32 of parts that follow each other, 8 hex digits. */
export function computeChecksum(parts: readonly Uint8Array[]): string {
  return formatChecksum(parts.reduce((value, part) => crc32(part, value), 0));
}

/** One buffer for all pieces: each holds until the next is asked for. New memory for each would cost more than the checksum. */
async function* readPieces(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function formatChecksum(value: number): string {
  return value.toString(16).padStart(8, '0');
}
