/**
 * Values of a graph that do not depend on its inputs, as float32 or integers.
 * In: a value's name. Out: dims and numbers, or null when the value is no such constant. Follows casts, transposes, reshapes
 * and the dequantisation of stored weights; computes nothing else.
 */

import type { GraphLookup } from '../graph/lookup.js';
import { readAttributeFloat, readAttributeInt, readAttributeInts } from '../schema/attribute.js';
import type { Tensor } from '../schema/data-type.js';
import type { NodeProto } from '../schema/messages.js';

/** A constant as float32, row-major. */
export interface FloatConstant {
  dims: number[];
  data: Float32Array;
}

/** Reads a constant as float32; null when it is not constant or holds no plain numbers. */
export function readFloats(lookup: GraphLookup, value: string | undefined): FloatConstant | null {
  if (value === undefined || value === '') return null;
  const node = lookup.findProducer(lookup.resolveAlias(value));
  if (node?.opType === 'DequantizeLinear') return dequantize(node, lookup);
  const tensor = lookup.readConstant(value);
  return tensor && { dims: tensor.dims, data: toFloats(tensor) };
}

/** Reads a constant list of whole numbers, such as axes; null when it is not constant. */
export function readInts(lookup: GraphLookup, value: string | undefined): number[] | null {
  if (value === undefined || value === '') return null;
  const tensor = lookup.readConstant(value);
  return tensor && Array.from(tensor.data, Number);
}

/** A list that older operator sets keep as attribute `name` and newer ones as input `position`. */
export function readIntsOf(
  lookup: GraphLookup,
  node: NodeProto,
  name: string,
  position: number,
): number[] | null {
  return readAttributeInts(node, name) ?? readInts(lookup, node.input[position]);
}

function toFloats({ dtype, data }: Tensor): Float32Array {
  if (dtype === 'float32') return data;
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/** y = (x − zero point) · scale, along `axis` where there are several scales (ONNX operator DequantizeLinear). */
function dequantize(node: NodeProto, lookup: GraphLookup): FloatConstant | null {
  const stored = readFloats(lookup, node.input[0]);
  const scales = readFloats(lookup, node.input[1])?.data;
  const zeroPoints = node.input[2] ? readFloats(lookup, node.input[2])?.data : new Float32Array(1);
  if (!stored || !scales || !zeroPoints) return null;
  const axis = readAttributeInt(node, 'axis', 1);
  const axisIndex = axis < 0 ? axis + stored.dims.length : axis;
  if (scales.length > 1 && scales.length !== stored.dims[axisIndex]) return null;
  const stride = stored.dims.slice(axisIndex + 1).reduce((product, dim) => product * dim, 1);
  const data = stored.data.map((quantum, position) => {
    const channel = scales.length === 1 ? 0 : Math.floor(position / stride) % scales.length;
    return (quantum - zeroPoints[zeroPoints.length === 1 ? 0 : channel]!) * scales[channel]!;
  });
  return { dims: stored.dims, data };
}

/** Y = alpha · A' B' + beta · C: the factors of a Gemm node. */
export function readGemmFactors(node: NodeProto): { alpha: number; beta: number } {
  return { alpha: readAttributeFloat(node, 'alpha', 1), beta: readAttributeFloat(node, 'beta', 1) };
}

/** Side lengths of a convolution's kernel, from its attribute or its weights; null when neither says them. */
export function readKernelSize(node: NodeProto, lookup: GraphLookup): number[] | null {
  return readAttributeInts(node, 'kernel_shape') ?? readFloats(lookup, node.input[1])?.dims.slice(2) ?? null;
}
