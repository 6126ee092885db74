/**
 * TensorProto to arrays and back.
 * In: a tensor as a model file keeps it, in whichever data field. Out: dims, element type and a typed array of its own.
 * Half floats come out as float32. Does not read external files. Typed arrays are little-endian on every platform Node runs on here.
 */
import { ModelError } from '../../base/errors.js';
import { tensorCodec } from '../schema/codecs.js';
import {
  DATA_TYPE,
  type Tensor,
  type TensorArrays,
  type TensorDtype,
  toDataTypeName,
} from '../schema/data-type.js';
import type { TensorProto } from '../schema/messages.js';
import { fromBfloat16, fromFloat16 } from './half.js';

/** `TensorProto.DataLocation` of values in another file. */
export const EXTERNAL_LOCATION = 1;

const ARRAYS = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
} as const satisfies { [D in TensorDtype]: new (length: number) => TensorArrays[D] };

/** Which typed data field holds each element type when `rawData` is absent (onnx.proto, comments of TensorProto). */
const TYPED_FIELDS = {
  float32: 'floatData',
  uint8: 'int32Data',
  int8: 'int32Data',
  uint16: 'int32Data',
  int16: 'int32Data',
  int32: 'int32Data',
  int64: 'int64Data',
  bool: 'int32Data',
  float16: 'int32Data',
  float64: 'doubleData',
  uint32: 'uint64Data',
  uint64: 'uint64Data',
} as const satisfies Record<TensorDtype, keyof TensorProto>;

/**
 * Reads a tensor's values into a new array; float16 and bfloat16 become float32.
 * ModelError `external-data`, `unsupported-dtype` or `malformed-tensor` (length and dims disagree).
 */
export function readTensor(proto: TensorProto): Tensor {
  if (proto.dataLocation === EXTERNAL_LOCATION) {
    throw new ModelError('external-data', {
      what: `Tensor "${proto.name}" is stored in another file and was left there.`,
      why: 'Of very large networks only the smaller weights are read; these would have to be changed or looked at.',
      next: 'Store the weights as float16, or use a smaller network.',
    });
  }
  const name = toDataTypeName(proto.dataType);
  if (name === null || name === 'string') {
    throw new ModelError('unsupported-dtype', {
      what: `Tensor "${proto.name}" has element type ${name ?? proto.dataType}, which holds no plain numbers.`,
    });
  }
  const stored = readArray(proto, name === 'bfloat16' ? 'uint16' : name);
  const dims = [...proto.dims];
  if (name === 'float16') return { dtype: 'float32', dims, data: fromFloat16(stored as Uint16Array) };
  if (name === 'bfloat16') return { dtype: 'float32', dims, data: fromBfloat16(stored as Uint16Array) };
  return { dtype: name, dims, data: stored } as Tensor;
}

/** The stored elements, checked against dims before anything of that size is made. */
function readArray(proto: TensorProto, dtype: TensorDtype): TensorArrays[TensorDtype] {
  const ArrayType = ARRAYS[dtype];
  const elementCount = computeElementCount(proto.dims);
  const { rawData } = proto;
  const typed = proto[TYPED_FIELDS[dtype]];
  const storedCount = rawData ? rawData.length / ArrayType.BYTES_PER_ELEMENT : typed.length;
  if (storedCount !== elementCount) {
    throw new ModelError('malformed-tensor', {
      what: `Tensor "${proto.name}" of shape [${proto.dims}] needs ${elementCount} values; the file holds ${storedCount}.`,
      next: 'The model file is damaged or incomplete; download or export it again.',
    });
  }
  const array = new ArrayType(elementCount);
  if (rawData) new Uint8Array(array.buffer).set(rawData);
  else if (dtype === 'uint32') array.set((typed as bigint[]).map(Number) as never);
  else array.set(typed as never);
  return array;
}

/** Product of the dims; 1 for a scalar, NaN for dims that no tensor has. */
export function computeElementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => (dim < 0 ? Number.NaN : product * dim), 1);
}

/** A tensor for a model file, its values as `rawData`; shares memory with `tensor.data`. */
export function toTensorProto(tensor: Tensor, name: string): TensorProto {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return tensorCodec.create({
    name,
    dims: [...tensor.dims],
    dataType: DATA_TYPE[tensor.dtype],
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  });
}
