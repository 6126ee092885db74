/**
 * NumPy's `.npy` arrays, whole.
 * In: bytes or a path. Out: a typed array in C order, or bytes that numpy.load reads.
 * For arrays larger than memory see `npy-rows.ts`.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { StorageError } from '../../base/errors.js';
import { readFully } from '../../files/index.js';
import { toStorageError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic.js';
import {
  formatNpyHeader,
  MAX_NPY_HEADER_BYTES,
  type NpyDtype,
  type NpyHeader,
  parseNpyHeader,
} from './npy-header.js';
import { decodeValues, type NpyData, toBytes, toRowMajor } from './npy-values.js';

export type { NpyDtype } from './npy-header.js';
export type { NpyData } from './npy-values.js';

/** An array in C order. Data of `float16` come widened to Float32Array, of `bool` as Uint8Array of 0 and 1. */
export interface NpyArray {
  dtype: NpyDtype;
  /** Empty for a single number. */
  shape: number[];
  data: NpyData;
}

/** Reads a file's bytes; `name` is how messages call it. */
export function parseNpy(bytes: Uint8Array, name = 'The array'): NpyArray {
  const header = parseNpyHeader(bytes.subarray(0, MAX_NPY_HEADER_BYTES + 12), bytes.byteLength, name);
  const { dataOffset, valueCount, itemSize } = header;
  // A copy: values must be aligned, and Buffer's own slice would not copy.
  return toArray(header, new Uint8Array(bytes.subarray(dataOffset, dataOffset + valueCount * itemSize)));
}

/** Reads a file; memory is bounded by what the file really holds, whatever its header says. */
export async function readNpy(path: string): Promise<NpyArray> {
  try {
    const handle = await open(path);
    try {
      const header = await readNpyHeader(handle, path);
      return toArray(header, await readBytes(handle, header.dataOffset, header.valueCount * header.itemSize));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toStorageError(error, `Reading ${path} failed`);
  }
}

/** The bytes of a version 1.0 file. `float16` is not written. */
export function formatNpy(array: NpyArray): Uint8Array {
  const valueCount = array.shape.reduce((product, length) => product * length, 1);
  if (array.dtype === 'float16' || valueCount !== array.data.length) {
    throw new StorageError('npy-unsupported', {
      what: `An array of ${array.data.length} ${array.dtype} values cannot be written with shape (${array.shape.join(', ')}).`,
    });
  }
  return Buffer.concat([formatNpyHeader(array.dtype, array.shape), toBytes(array.data)]);
}

/** Writes a file atomically. */
export async function writeNpy(path: string, array: NpyArray): Promise<void> {
  await writeFileAtomic(path, formatNpy(array));
}

/** Reads the header of an open file. */
export async function readNpyHeader(handle: FileHandle, path: string): Promise<NpyHeader> {
  const { size } = await handle.stat();
  const beginning = await readBytes(handle, 0, Math.min(size, MAX_NPY_HEADER_BYTES + 12));
  return parseNpyHeader(beginning, size, path);
}

/** Reads exactly `sizeBytes` bytes into memory of their own. */
export async function readBytes(
  handle: FileHandle,
  position: number,
  sizeBytes: number,
): Promise<Uint8Array> {
  const bytes = await readFully(handle, position, sizeBytes);
  if (bytes.length < sizeBytes) throw new Error(`it ended ${sizeBytes - bytes.length} bytes early`);
  return bytes;
}

function toArray(header: NpyHeader, bytes: Uint8Array): NpyArray {
  const values = decodeValues(header.dtype, header.swapped, bytes);
  const data = header.fortranOrder ? toRowMajor(values, header.shape) : values;
  return { dtype: header.dtype, shape: header.shape, data };
}
