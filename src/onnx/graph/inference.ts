/**
 * What can be said of a value before anything runs: its element type and its shape, with named lengths kept as names.
 * In: a node and the facts of its inputs. Out: facts of its outputs. Knows the operators whose shapes are cheap to follow and says
 * "unknown" for all others; whoever asks must be right without an answer, only slower.
 */
import { DATA_TYPE } from '../schema/data-type.js';
import type { NodeProto, TypeProto } from '../schema/messages.js';
import { findAttribute, readAttributeInt, readAttributeInts, readAttributeText } from './attribute.js';

/** The length of an axis: a number, an expression over named lengths (equal text, equal length), or null where unknown. */
export type Length = number | string | null;

export interface ValueFacts {
  /** A number of `DATA_TYPE`. */
  dataType: number | null;
  /** Null: even the rank is unknown. */
  dims: readonly Length[] | null;
}

export const UNKNOWN: ValueFacts = { dataType: null, dims: null };

/** What inference may ask about a node's inputs. */
export interface InferenceContext {
  node: NodeProto;
  inputs: readonly ValueFacts[];
  /** The values of a constant integer input, or null. */
  readInts(input: number): number[] | null;
}

type DimsRule = (context: InferenceContext) => readonly Length[] | null;

/** The facts of a declared value. */
export function toValueFacts(type: TypeProto | undefined): ValueFacts {
  const tensor = type?.tensorType;
  if (!tensor) return UNKNOWN;
  const dims = tensor.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || null)) ?? null;
  return { dataType: tensor.elemType || null, dims };
}

/** Infers the facts of a node's first output, and of the others where they are like it (`Split`). */
export function inferFacts(context: InferenceContext): ValueFacts {
  return { dataType: inferDataType(context), dims: DIMS[context.node.opType]?.(context) ?? null };
}

const BOOL_RESULTS = new Set(
  'Equal Less LessOrEqual Greater GreaterOrEqual And Or Not Xor IsNaN IsInf'.split(' '),
);
const INDEX_RESULTS = new Set(['Shape', 'Size', 'NonZero', 'ArgMax', 'ArgMin']);

function inferDataType({ node, inputs }: InferenceContext): number | null {
  if (BOOL_RESULTS.has(node.opType)) return DATA_TYPE.bool;
  if (INDEX_RESULTS.has(node.opType)) return DATA_TYPE.int64;
  if (node.opType === 'Cast') return readAttributeInt(node, 'to', 0);
  if (node.opType === 'Constant') return findAttribute(node, 'value')?.t?.dataType ?? null;
  if (node.opType === 'ConstantOfShape')
    return findAttribute(node, 'value')?.t?.dataType ?? DATA_TYPE.float32;
  if (node.opType === 'Where' || node.opType === 'CastLike') return inputs[1]?.dataType ?? null;
  if (node.opType === 'OneHot') return inputs[2]?.dataType ?? null;
  return inputs[0]?.dataType ?? null;
}

const same: DimsRule = ({ inputs }) => inputs[0]?.dims ?? null;

/** numpy's rule for shapes that meet in an elementwise operator. */
export function broadcastDims(shapes: readonly (readonly Length[] | null)[]): readonly Length[] | null {
  const known = shapes.filter((dims) => dims !== null);
  if (known.length < shapes.length) return null;
  const rank = Math.max(...known.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = known.map((dims) => (axis < rank - dims.length ? 1 : dims[axis - rank + dims.length]!));
    const others = [...new Set(lengths.filter((length) => length !== 1))];
    if (others.length === 0) return 1;
    // A number other than 1 wins: a partner of unknown length must be equal or 1.
    return others.length === 1 ? others[0]! : (others.find((length) => typeof length === 'number') ?? null);
  });
}

/** ⌊(length + delta) / stride⌋ + 1. */
function slide(length: Length, delta: number, stride: number): Length {
  if (length === null) return null;
  if (typeof length === 'number') return Math.floor((length + delta) / stride) + 1;
  return stride === 1 && delta === -1 ? length : `((${length}${delta < 0 ? '' : '+'}${delta})/${stride}+1)`;
}

/** Lengths that windows leave of the spatial axes. */
function windowLengths(node: NodeProto, spatial: readonly Length[], kernel: readonly Length[]): Length[] {
  const strides = readAttributeInts(node, 'strides');
  const dilations = readAttributeInts(node, 'dilations');
  const pads = readAttributeInts(node, 'pads');
  const autoPad = readAttributeText(node, 'auto_pad', 'NOTSET');
  return spatial.map((length, axis) => {
    const size = kernel[axis];
    const stride = strides?.[axis] ?? 1;
    if (typeof size !== 'number' || readAttributeInt(node, 'ceil_mode', 0) === 1) return null;
    // SAME: ⌈length / stride⌉ = ⌊(length − 1) / stride⌋ + 1.
    if (autoPad.startsWith('SAME')) return slide(length, -1, stride);
    const padding = autoPad === 'VALID' ? 0 : (pads?.[axis] ?? 0) + (pads?.[axis + spatial.length] ?? 0);
    return slide(length, padding - (dilations?.[axis] ?? 1) * (size - 1) - 1, stride);
  });
}

const convolution: DimsRule = ({ node, inputs }) => {
  const [data, weights] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!data || !weights) return null;
  return [data[0]!, weights[0]!, ...windowLengths(node, data.slice(2), weights.slice(2))];
};

const pooling: DimsRule = ({ node, inputs }) => {
  const data = inputs[0]?.dims;
  const kernel = readAttributeInts(node, 'kernel_shape');
  return data && kernel ? [data[0]!, data[1]!, ...windowLengths(node, data.slice(2), kernel)] : null;
};

const globalPooling: DimsRule = ({ inputs }) =>
  inputs[0]?.dims?.map((length, axis) => (axis < 2 ? length : 1)) ?? null;

const broadcast: DimsRule = ({ inputs }) => broadcastDims(inputs.map(({ dims }) => dims));

const reduction: DimsRule = ({ node, inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = node.input[1] ? readInts(1) : [];
  if (!data || !axes) return null;
  const isReduced = (axis: number): boolean =>
    axes.length === 0 || axes.includes(axis) || axes.includes(axis - data.length);
  if (axes.length === 0 && readAttributeInt(node, 'noop_with_empty_axes', 0) === 1) return data;
  if (readAttributeInt(node, 'keepdims', 1) === 1) {
    return data.map((length, axis) => (isReduced(axis) ? 1 : length));
  }
  return data.filter((_, axis) => !isReduced(axis));
};

const matrixProduct: DimsRule = ({ inputs }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b || a.length < 2 || b.length < 2) return null;
  const batch = broadcastDims([a.slice(0, -2), b.slice(0, -2)]);
  return batch && [...batch, a.at(-2)!, b.at(-1)!];
};

const gemm: DimsRule = ({ node, inputs }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b) return null;
  return [a[readAttributeInt(node, 'transA', 0)]!, b[1 - readAttributeInt(node, 'transB', 0)]!];
};

const transposition: DimsRule = ({ node, inputs }) => {
  const dims = inputs[0]?.dims;
  if (!dims) return null;
  return readAttributeInts(node, 'perm')?.map((axis) => dims[axis]!) ?? dims.toReversed();
};

const concatenation: DimsRule = ({ node, inputs }) => {
  const shapes = inputs.map(({ dims }) => dims);
  const [first] = shapes;
  if (!first || shapes.includes(null)) return null;
  const joined = (readAttributeInt(node, 'axis', 0) + first.length) % first.length;
  const lengths = shapes.map((dims) => dims![joined]!);
  const isNumber = (length: Length): length is number => typeof length === 'number';
  const total = lengths.every(isNumber) ? lengths.reduce((sum, length) => sum + length, 0) : null;
  return first.map((length, axis) => (axis === joined ? total : length));
};

/** A vector with the lengths of the result, 0 keeping the input's length; without its values the rank alone. */
const reshaping: DimsRule = ({ inputs, readInts }) => {
  const target = readInts(1);
  if (target)
    return target.map((length, axis) =>
      length === -1 ? null : length === 0 ? (inputs[0]?.dims?.[axis] ?? null) : length,
    );
  return rankOnly(inputs[1]?.dims?.[0]);
};

function rankOnly(rank: Length | undefined): null[] | null {
  return typeof rank === 'number' ? Array.from({ length: rank }, () => null) : null;
}

const unsqueezing: DimsRule = ({ inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = readInts(1);
  if (!data || !axes) return null;
  const rank = data.length + axes.length;
  const rest = [...data];
  return Array.from({ length: rank }, (_, axis) =>
    axes.includes(axis) || axes.includes(axis - rank) ? 1 : rest.shift()!,
  );
};

const squeezing: DimsRule = ({ inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = readInts(1);
  return data && axes
    ? data.filter((_, axis) => !axes.includes(axis) && !axes.includes(axis - data.length))
    : null;
};

const gathering: DimsRule = ({ node, inputs }) => {
  const [data, indices] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!data || !indices) return null;
  const axis = (readAttributeInt(node, 'axis', 0) + data.length) % data.length;
  return [...data.slice(0, axis), ...indices, ...data.slice(axis + 1)];
};

const SAME_SHAPE =
  'Relu LeakyRelu PRelu Elu Celu Selu Clip Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Erf Gelu Mish Exp Log Sqrt Reciprocal Neg ' +
  'Abs Sign Floor Ceil Round Sin Cos Softmax LogSoftmax Identity Dropout Cast CastLike BatchNormalization LayerNormalization InstanceNormalization ' +
  'GroupNormalization LpNormalization Not IsNaN';
const BROADCASTING =
  'Add Sub Mul Div Pow Min Max Sum Mean Where Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor';
const REDUCING =
  'ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare ReduceLogSum ReduceLogSumExp';

function eachOf(names: string, rule: DimsRule): Record<string, DimsRule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

const DIMS: Readonly<Record<string, DimsRule>> = {
  ...eachOf(SAME_SHAPE, same),
  ...eachOf(BROADCASTING, broadcast),
  ...eachOf(REDUCING, reduction),
  ...eachOf('MaxPool AveragePool', pooling),
  ...eachOf('GlobalAveragePool GlobalMaxPool', globalPooling),
  Conv: convolution,
  MatMul: matrixProduct,
  Gemm: gemm,
  Transpose: transposition,
  Concat: concatenation,
  Reshape: reshaping,
  Unsqueeze: unsqueezing,
  Squeeze: squeezing,
  Gather: gathering,
  Flatten: ({ node, inputs }) =>
    readAttributeInt(node, 'axis', 1) === 1 ? [inputs[0]?.dims?.[0] ?? null, null] : [null, null],
  Shape: ({ node, inputs }) => [node.attribute.length === 0 ? (inputs[0]?.dims?.length ?? null) : null],
  Size: () => [],
  Constant: ({ node }) => findAttribute(node, 'value')?.t?.dims ?? null,
  ConstantOfShape: ({ inputs }) => rankOnly(inputs[0]?.dims?.[0]),
  Slice: ({ inputs }) => rankOnly(inputs[0]?.dims?.length),
  Pad: ({ inputs }) => rankOnly(inputs[0]?.dims?.length),
  Split: ({ inputs }) => rankOnly(inputs[0]?.dims?.length),
  Expand: ({ inputs }) => {
    const [data, target] = [inputs[0]?.dims?.length, inputs[1]?.dims?.[0]];
    return data !== undefined && typeof target === 'number' ? rankOnly(Math.max(data, target)) : null;
  },
};
