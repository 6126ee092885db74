/**
 * The header of a NumPy `.npy` file, versions 1.0 to 3.0.
 * In: the first bytes of a file and the file's size. Out: type, shape, order and where the data begin, or a StorageError.
 * Reads no data and runs no Python: arrays of objects are refused.
 */
import { endianness } from 'node:os';
import { StorageError } from '../../base/errors.js';

/** Element types that are read, in NumPy's names. */
export type NpyDtype =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** What the header says, and where the data begin. */
export interface NpyHeader {
  dtype: NpyDtype;
  itemSize: number;
  /** Whether the bytes of each value must be reversed on this machine. */
  swapped: boolean;
  fortranOrder: boolean;
  shape: number[];
  /** Product of the shape. */
  valueCount: number;
  /** Position of the first value. */
  dataOffset: number;
}

/** NumPy's type codes, and the size of one value in bytes. */
const TYPES: Record<NpyDtype, { code: string; itemSize: number }> = {
  float32: { code: 'f4', itemSize: 4 },
  float64: { code: 'f8', itemSize: 8 },
  float16: { code: 'f2', itemSize: 2 },
  uint8: { code: 'u1', itemSize: 1 },
  int8: { code: 'i1', itemSize: 1 },
  uint16: { code: 'u2', itemSize: 2 },
  int16: { code: 'i2', itemSize: 2 },
  int32: { code: 'i4', itemSize: 4 },
  uint32: { code: 'u4', itemSize: 4 },
  int64: { code: 'i8', itemSize: 8 },
  uint64: { code: 'u8', itemSize: 8 },
  bool: { code: 'b1', itemSize: 1 },
};
const DTYPE_BY_CODE = new Map(Object.entries(TYPES).map(([dtype, { code }]) => [code, dtype as NpyDtype]));

const MAGIC = '\x93NUMPY';
const HOST_ORDER = endianness() === 'LE' ? '<' : '>';
/** NumPy aligns data to this many bytes, so that they can be mapped. */
const ALIGNMENT = 64;
/** Longest header read: plain arrays need about 100 bytes; longer ones describe records, which are refused anyway. */
export const MAX_NPY_HEADER_BYTES = 65_536;
/** As NumPy 2. */
const MAX_DIMENSIONS = 64;

/**
 * @param bytes the file's beginning, at least `MAX_NPY_HEADER_BYTES` of it or all
 * @param sizeBytes size of the whole file
 * @param name how messages call the file
 */
export function parseNpyHeader(bytes: Uint8Array, sizeBytes: number, name: string): NpyHeader {
  const { text, dataOffset } = readHeaderText(bytes, name);
  const shape = parseShape(text, name);
  const fortranOrder = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  if (fortranOrder === undefined) throw malformed(name, 'its header lacks fortran_order');
  const { dtype, itemSize, swapped } = parseDescr(text, name);
  const valueCount = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  const neededBytes = dataOffset + valueCount * itemSize;
  if (!(neededBytes <= sizeBytes)) {
    throw new StorageError('npy-truncated', {
      what: `${name} says it holds an array of shape (${shape.join(', ')}), which needs ${neededBytes} bytes, but has ${sizeBytes}.`,
      next: 'The file was cut off while it was written or copied: write or copy it again.',
    });
  }
  return { dtype, itemSize, swapped, fortranOrder: fortranOrder === 'True', shape, valueCount, dataOffset };
}

/** A version 1.0 header in this machine's byte order, padded so that the data start at a multiple of 64 bytes. */
export function formatNpyHeader(dtype: NpyDtype, shape: readonly number[]): Uint8Array {
  const { code, itemSize } = TYPES[dtype];
  const descr = (itemSize === 1 ? '|' : HOST_ORDER) + code;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefixSize = MAGIC.length + 4;
  const totalSize = Math.ceil((prefixSize + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(totalSize, ' ');
  header.write(MAGIC, 'latin1');
  header.set([1, 0], MAGIC.length);
  header.writeUInt16LE(totalSize - prefixSize, MAGIC.length + 2);
  header.write(text, prefixSize, 'latin1');
  header.write('\n', totalSize - 1, 'latin1');
  return header;
}

function readHeaderText(bytes: Uint8Array, name: string): { text: string; dataOffset: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC || buffer.length < 10) {
    throw malformed(name, 'it does not begin as one');
  }
  const version = buffer[MAGIC.length]!;
  if (version < 1 || version > 3) throw malformed(name, `its format version ${version} is unknown`);
  const lengthSize = version === 1 ? 2 : 4;
  const textStart = MAGIC.length + 2 + lengthSize;
  if (buffer.length < textStart) throw malformed(name, 'its header is cut off');
  const textSize = buffer.readUIntLE(MAGIC.length + 2, lengthSize);
  const dataOffset = textStart + textSize;
  if (textSize > MAX_NPY_HEADER_BYTES) throw malformed(name, `its header of ${textSize} bytes is too long`);
  if (buffer.length < dataOffset) throw malformed(name, 'its header is cut off');
  return { text: buffer.toString('utf8', textStart, dataOffset), dataOffset };
}

function parseShape(text: string, name: string): number[] {
  const tuple = /['"]shape['"]\s*:\s*\(([^()]*)\)/.exec(text)?.[1];
  if (tuple === undefined) throw malformed(name, 'its header lacks a shape');
  // Python 2 wrote long integers as 3L; a tuple of one ends with a comma.
  const parts = tuple.split(',').map((part) => part.trim().replace(/L$/, ''));
  if (parts.at(-1) === '') parts.pop();
  if (parts.length > MAX_DIMENSIONS) throw malformed(name, `it has ${parts.length} dimensions`);
  return parts.map((part) => {
    const length = /^\d+$/.test(part) ? Number(part) : Number.NaN;
    if (!Number.isSafeInteger(length))
      throw malformed(name, `its shape (${tuple.slice(0, 100)}) is impossible`);
    return length;
  });
}

function parseDescr(text: string, name: string): { dtype: NpyDtype; itemSize: number; swapped: boolean } {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1] ?? 'a record';
  const order = /^[<>=|]/.test(descr) ? descr[0]! : '=';
  const dtype = DTYPE_BY_CODE.get(descr.replace(/^[<>=|]/, ''));
  if (dtype === undefined) {
    const isObject = /^\|?O/.test(descr);
    throw new StorageError('npy-unsupported', {
      what: `${name} holds values of type ${descr}, which ${isObject ? 'are Python objects' : 'are not plain numbers'}.`,
      why: isObject ? 'Reading them would run code from the file.' : undefined,
      next: "Convert the array to numbers in Python, for instance with array.astype('float32'), and save it again.",
    });
  }
  const swapped = (order === '<' || order === '>') && order !== HOST_ORDER;
  return { dtype, itemSize: TYPES[dtype].itemSize, swapped };
}

function malformed(name: string, reason: string): StorageError {
  return new StorageError('npy-malformed', {
    what: `${name} is not a readable .npy file: ${reason}.`,
    next: 'Write it with numpy.save.',
  });
}
