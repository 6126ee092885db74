/**
 * The values of `.npy` arrays: bytes to typed arrays and back, float16 widened, column-major to row-major.
 * Pure; takes over the memory it is given.
 */
import type { NpyDtype } from './npy-header.js';

/** The values of an array in memory. */
export type NpyData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const VIEWS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** Views bytes as values; `bytes` must start its own buffer and is changed when `swapped`. */
export function decodeValues(dtype: NpyDtype, swapped: boolean, bytes: Uint8Array): NpyData {
  const View = VIEWS[dtype];
  if (swapped) swapBytes(bytes, View.BYTES_PER_ELEMENT);
  const values = new View(
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset,
    bytes.byteLength / View.BYTES_PER_ELEMENT,
  );
  return dtype === 'float16' ? widenFloat16(values as Uint16Array) : values;
}

/** The memory of an array as bytes, not copied. */
export function toBytes(data: NpyData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Values of any type as Float32Array; large integers are rounded. The same array when it is one. */
export function toFloat32(data: NpyData): Float32Array {
  if (data instanceof Float32Array) return data;
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float32Array.from(data, Number)
    : Float32Array.from(data);
}

/** Reorders values from column-major (Fortran) to row-major (C) order of the same shape. */
export function toRowMajor<T extends NpyData>(values: T, shape: readonly number[]): T {
  const result = values.slice() as T;
  const strides: number[] = [];
  let stride = 1;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  // Counts through the indices in C order, keeping the column-major position beside.
  const index = new Array<number>(shape.length).fill(0);
  let position = 0;
  for (let place = 0; place < result.length; place++) {
    result[place] = values[position]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

function swapBytes(bytes: Uint8Array, itemSize: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (itemSize === 2) buffer.swap16();
  else if (itemSize === 4) buffer.swap32();
  else if (itemSize === 8) buffer.swap64();
}

/** IEEE 754 half to single: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function widenFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
