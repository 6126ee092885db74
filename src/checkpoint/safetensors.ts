/**
 * Files of the safetensors format: an 8-byte length, a JSON header, then the tensors' bytes.
 * In: a `ByteSource`. Out: lazy tensors and the header's metadata; and single-precision tensors back into such a file. As
 * the format demands, the tensors must cover the bytes after the header without gaps and without overlaps.
 */

import { toDataView } from '../base/bytes.js';
import { compareCodePoints } from '../base/code-points.js';
import { isJsonObject } from '../base/json.js';
import type { ByteSource } from '../files/index.js';
import { malformedError, tooLargeError } from './errors.js';
import { readRange } from './source.js';
import { computeStrides, createLazyTensor, ELEMENT_BYTES, type LazyTensor } from './tensor.js';

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA_KEY = '__metadata__';

const DTYPES: Readonly<Record<string, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
};

/** The data begins at a multiple of this, so that readers can map it into memory. */
const ALIGNMENT_BYTES = 8;

interface HeaderEntry {
  dtype: string;
  shape: number[];
  start: number;
  end: number;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  tensors: Map<string, LazyTensor>;
  metadata: Map<string, string>;
}

/** Whether a file that begins with `head` can be one: a plausible length and an opening brace. */
export function isSafetensors(head: Uint8Array, sizeBytes: number): boolean {
  if (head.length <= LENGTH_BYTES || head[LENGTH_BYTES] !== '{'.charCodeAt(0)) return false;
  const headerBytes = Number(toDataView(head).getBigUint64(0, true));
  return headerBytes >= 2 && headerBytes <= Math.max(sizeBytes, MAX_HEADER_BYTES);
}

/** Reads the header. ModelError `malformed-checkpoint`, `checkpoint-truncated` or `checkpoint-too-large`. */
export async function readSafetensors(source: ByteSource, name: string): Promise<SafetensorsFile> {
  const length = await readRange(source, 0, LENGTH_BYTES, { name, part: 'its header' });
  const headerBytes = Number(toDataView(length).getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES) throw tooLargeError(name, `its header claims ${headerBytes} bytes`);
  const header = parseHeader(
    await readRange(source, LENGTH_BYTES, headerBytes, { name, part: 'its header' }),
    name,
  );
  const dataOffset = LENGTH_BYTES + headerBytes;
  const entries = Object.entries(header)
    .filter(([key]) => key !== METADATA_KEY)
    .map(([key, value]) => [key, toEntry(value, key, name)] as const);
  assertCovering(
    entries.map(([, entry]) => entry),
    source.sizeBytes - dataOffset,
    name,
  );
  const tensors = new Map(
    entries.map(([key, entry]) => [key, toLazyTensor(key, entry, source, dataOffset, name)]),
  );
  return { tensors, metadata: toMetadata(header[METADATA_KEY]) };
}

/** A whole file of float32 tensors, as the format's own library writes it: by name, the header filled up with spaces. */
export function formatSafetensors(
  tensors: Readonly<Record<string, { shape: readonly number[]; data: Float32Array }>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> =
    Object.keys(metadata).length > 0 ? { [METADATA_KEY]: metadata } : {};
  const names = Object.keys(tensors).sort(compareCodePoints);
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  toDataView(file).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(' '.charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + headerBytes).set(text, LENGTH_BYTES);
  let offset = LENGTH_BYTES + headerBytes;
  for (const name of names) {
    const view = new DataView(file.buffer, offset);
    for (const [place, value] of tensors[name]!.data.entries()) view.setFloat32(place * 4, value, true);
    offset += tensors[name]!.data.byteLength;
  }
  return file;
}

function parseHeader(bytes: Uint8Array, name: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isJsonObject(header)) return header;
  } catch (cause) {
    throw malformedError(name, 'its header is no JSON', cause);
  }
  throw malformedError(name, 'its header is no JSON object');
}

function toEntry(value: unknown, key: string, name: string): HeaderEntry {
  const isCounts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((count) => Number.isSafeInteger(count) && count >= 0);
  if (
    isJsonObject(value) &&
    typeof value.dtype === 'string' &&
    isCounts(value.shape) &&
    isCounts(value.data_offsets)
  ) {
    const [start, end] = value.data_offsets;
    const dtype = Object.hasOwn(DTYPES, value.dtype) ? DTYPES[value.dtype]! : null;
    if (dtype === null) throw malformedError(name, `tensor "${key}" has the unknown type ${value.dtype}`);
    const sizeBytes = value.shape.reduce((product, length) => product * length, ELEMENT_BYTES[dtype]!);
    if (start !== undefined && end !== undefined && end - start === sizeBytes) {
      return { dtype, shape: value.shape, start, end };
    }
  }
  throw malformedError(name, `the header's entry for tensor "${key}" contradicts itself`);
}

function assertCovering(entries: readonly HeaderEntry[], sizeBytes: number, name: string): void {
  let at = 0;
  for (const { start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== at)
      throw malformedError(name, `its tensors overlap or leave a gap at byte ${at} of the data`);
    at = end;
  }
  if (at !== sizeBytes)
    throw malformedError(name, `its tensors take ${at} bytes where the file has ${sizeBytes}`);
}

function toLazyTensor(
  key: string,
  { dtype, shape, start, end }: HeaderEntry,
  source: ByteSource,
  dataOffset: number,
  name: string,
): LazyTensor {
  const store = {
    sizeBytes: end - start,
    isBigEndian: false,
    read: (offset: number, length: number) =>
      readRange(source, dataOffset + start + offset, length, { name, part: `tensor "${key}"` }),
  };
  return createLazyTensor(key, { dtype, offset: 0, shape, strides: computeStrides(shape) }, store, name);
}

function toMetadata(value: unknown): Map<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
