/**
 * Bytes that are read by their place, from files larger than memory or from memory.
 * In: a path, an open file or bytes. Out: a `ByteSource`. Nothing is read ahead, and what a file says of itself is looked at before
 * anything is allocated. Errors of the system pass through.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** A file or a buffer, read range by range. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** `length` bytes from `offset`, fewer only where the source ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** An open file; whoever opened it closes it. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Longest single read: the system takes no more than 2 GiB at once. */
const MAX_READ_BYTES = 64 * 2 ** 20;

/** Opens a file for reading; throws the system's error. */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return {
      sizeBytes: size,
      read: (offset, length) => readFully(handle, offset, length),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads from memory; what it returns are views. */
export function createMemorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** `length` bytes from `offset`, fewer only where the file ends; into a new array. */
export async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const want = Math.min(MAX_READ_BYTES, length - filled);
    const { bytesRead } = await file.read(bytes, filled, want, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** A range that a file itself declares; null where it is not wholly inside, found before anything is allocated. */
export async function readWhole(
  source: ByteSource,
  offset: number,
  length: number,
): Promise<Uint8Array | null> {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.sizeBytes)) return null;
  const bytes = await source.read(offset, length);
  return bytes.length === length ? bytes : null;
}
