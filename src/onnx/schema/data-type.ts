/**
 * The element types of ONNX tensors: the standard's numbers, our names for them, and the arrays that hold them.
 * In: `TensorProto.DataType` numbers. Out: names. Types that no classifier uses (complex, 4-bit, 8-bit floats) have no name here.
 */

/** `TensorProto.DataType` of the ONNX standard. */
export const DATA_TYPE = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** The array that holds a tensor of each element type; half floats are kept as their bits, booleans as 0 and 1. */
export interface TensorArrays {
  float32: Float32Array;
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  float16: Uint16Array;
  float64: Float64Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
}

/** Our names of the element types that a tensor in memory can have. */
export type TensorDtype = keyof TensorArrays;

/** A dense tensor in memory; `data` is row-major and holds exactly the product of `dims` elements. */
export type Tensor = {
  [D in TensorDtype]: { dtype: D; dims: number[]; data: TensorArrays[D] };
}[TensorDtype];

const NAMES = new Map<number, keyof typeof DATA_TYPE>(
  Object.entries(DATA_TYPE).map(([name, number]) => [number, name as keyof typeof DATA_TYPE]),
);

/** Our name of an ONNX data type number, or null when it has none here. */
export function toDataTypeName(dataType: number): keyof typeof DATA_TYPE | null {
  return NAMES.get(dataType) ?? null;
}
