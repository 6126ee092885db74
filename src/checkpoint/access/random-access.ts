/**
 * Reading parts of a file that may be larger than memory.
 * In: anything with a size that can read a range. Out: exactly the asked bytes, or a clear error before anything is allocated.
 */
import { truncatedError } from '../errors.js';

/** A file, a buffer or a remote object, read range by range. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** Exactly `length` bytes from `offset`; the caller keeps the range inside the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Reads from memory; what it returns are views. */
export function createMemoryAccess(bytes: Uint8Array): RandomAccess {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Reads a range that the file itself declares; ModelError `checkpoint-truncated` where it reaches beyond the end. */
export async function readRange(
  source: RandomAccess,
  offset: number,
  length: number,
  { name, part }: { name: string; part: string },
): Promise<Uint8Array> {
  const isInside = offset >= 0 && length >= 0 && offset + length <= source.sizeBytes;
  if (!isInside) throw truncatedError(name, part);
  return source.read(offset, length);
}

/** Little-endian access to the numbers in `bytes`. */
export function toDataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
