/**
 * Tensors of weight files before their values are read.
 * In: a place in a file, a shape, strides. Out: a lazy tensor whose `read` gives a row-major array; half floats come widened.
 * Element types that no classifier is made of (complex, quantised, 8-bit floats) can be listed but not read.
 */
import { ModelError } from '../base/errors.js';
import { DATA_TYPE, readTensor, type Tensor, tensorCodec } from '../onnx/index.js';
import { malformedError, tooLargeError } from './errors.js';

/** Bytes of one element, by dtype as torch names it. */
export const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex128: 16,
  complex64: 8,
  complex32: 4,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  quint8: 1,
  qint8: 1,
  qint32: 4,
};

/** A tensor may repeat elements by strides of 0, but beyond its storage no further than this. */
const MAX_REPEATED_ELEMENTS = 2 ** 16;
/** More axes than torch's own limit. */
export const MAX_RANK = 64;

/** A named tensor of a checkpoint; its values stay in the file until `read`. */
export interface LazyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** As torch names it: `float32`, `bfloat16`, `int64`, … */
  readonly dtype: string;
  /** Reads the values, row-major; float16 and bfloat16 come as float32. ModelError `unsupported-dtype` and reading errors. */
  read(): Promise<Tensor>;
}

/** Elements of one dtype that tensors are views of. */
export interface ElementStore {
  readonly sizeBytes: number;
  readonly isBigEndian: boolean;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Where a tensor's elements stand in its store; counted in elements, not bytes. */
export interface TensorLayout {
  dtype: string;
  offset: number;
  shape: readonly number[];
  strides: readonly number[];
}

/** Checks a layout against its store, without reading. ModelError `malformed-checkpoint` or `checkpoint-too-large`. */
export function createLazyTensor(
  name: string,
  layout: TensorLayout,
  store: ElementStore,
  fileName: string,
): LazyTensor {
  const where = `tensor "${name}"`;
  const elementBytes = ELEMENT_BYTES[layout.dtype]!;
  const elementCount = assertLayout(layout, fileName, where);
  const extent = computeExtent(layout);
  if ((layout.offset + extent) * elementBytes > store.sizeBytes) {
    throw malformedError(fileName, `${where} reaches beyond its ${store.sizeBytes} bytes of storage`);
  }
  if (elementCount > Math.max(extent, MAX_REPEATED_ELEMENTS)) {
    throw tooLargeError(fileName, `${where} repeats ${extent} stored values ${elementCount} times`);
  }
  const { dtype, shape } = layout;
  return {
    name,
    shape,
    dtype,
    async read() {
      if (!(dtype in DATA_TYPE)) throw unsupportedDtypeError(fileName, name, dtype);
      const bytes = await store.read(layout.offset * elementBytes, extent * elementBytes);
      const gathered = isContiguous(layout) ? bytes : gather(bytes, layout, elementCount, elementBytes);
      const ordered = store.isBigEndian ? reverseElements(gathered, elementBytes) : gathered;
      const dataType = DATA_TYPE[dtype as keyof typeof DATA_TYPE];
      return readTensor(tensorCodec.create({ name, dims: [...shape], dataType, rawData: ordered }));
    },
  };
}

/** Row-major strides of a shape. */
export function computeStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The element count, once every number is a plausible one. */
function assertLayout({ offset, shape, strides }: TensorLayout, fileName: string, where: string): number {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (
    shape.length !== strides.length ||
    shape.length > MAX_RANK ||
    ![offset, ...shape, ...strides].every(isCount)
  ) {
    throw malformedError(fileName, `${where} has an impossible shape or impossible strides`);
  }
  return shape.reduce((product, length) => product * length, 1);
}

/** Elements from the first to the last that the tensor touches. */
function computeExtent({ shape, strides }: TensorLayout): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, 1);
}

/** Axes of length 1 may have any stride. */
function isContiguous({ shape, strides }: TensorLayout): boolean {
  const rowMajor = computeStrides(shape);
  return shape.includes(0) || shape.every((length, axis) => length === 1 || strides[axis] === rowMajor[axis]);
}

/** Copies a strided view into row-major order, element by element. */
function gather(
  bytes: Uint8Array,
  { shape, strides }: TensorLayout,
  elementCount: number,
  elementBytes: number,
): Uint8Array {
  const gathered = new Uint8Array(elementCount * elementBytes);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < gathered.length; to += elementBytes) {
    for (let i = 0; i < elementBytes; i++) gathered[to + i] = bytes[from * elementBytes + i]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}

function reverseElements(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const reversed = bytes.slice();
  for (let at = 0; at < reversed.length; at += elementBytes)
    reversed.subarray(at, at + elementBytes).reverse();
  return reversed;
}

function unsupportedDtypeError(fileName: string, name: string, dtype: string): ModelError {
  return new ModelError('unsupported-dtype', {
    what: `Tensor "${name}" of "${fileName}" has element type ${dtype}.`,
    why: 'Only real numbers, integers and booleans are read here.',
    next: 'Convert the network to float32 and save it again.',
  });
}
