/**
 * Raw deflate, as zip members use it.
 * In: compressed bytes and the size they must have. Out: exactly that many bytes; never allocates beyond them.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflateRawAsync = promisify(inflateRaw);

/** Expands raw deflate data; null when it is damaged or does not give exactly `sizeBytes`. */
export type Inflate = (compressed: Uint8Array, sizeBytes: number) => Promise<Uint8Array | null>;

export const inflateWithZlib: Inflate = async (compressed, sizeBytes) => {
  // One byte more than declared is enough to tell that the declaration was false.
  const inflated = await inflateRawAsync(compressed, { maxOutputLength: sizeBytes + 1 }).catch(() => null);
  return inflated?.length === sizeBytes ? inflated : null;
};
