/**
 * Frees the number of images per run where a graph was exported for a fixed one.
 * In: a graph whose image has a fixed first axis. Out: the same graph for any number of images, or the node that stands against it.
 * Every value must keep the images on its first axis: nodes known to do so pass, reshapes to that number are rewritten to copy the axis.
 */

import { createGraphLookup, type GraphLookup } from '../graph/lookup.js';
import { readAttributeInt, readAttributeInts } from '../schema/attribute.js';
import type { GraphProto, NodeProto } from '../schema/messages.js';
import { readIntsOf } from './constants.js';
import { findDependents } from './data-flow.js';
import { addConstant } from './edit.js';

/** Nodes that never touch the first axis. */
const KEEPERS: ReadonlySet<string> = new Set(
  `Conv MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool BatchNormalization InstanceNormalization GroupNormalization
   LRN Relu LeakyRelu Elu Selu Celu Gelu HardSwish HardSigmoid Sigmoid Tanh Softplus Softsign Mish Erf Clip Sqrt Exp Log Pow Neg Abs
   Reciprocal Identity Dropout Cast QuantizeLinear DequantizeLinear PRelu Add Sub Mul Div`.split(/\s+/),
);

/** Rewrites `graph` in place; returns the node that forbids it, with the graph as it was, or null when it is done. */
export function freeBatch(graph: GraphProto, image: string, batchSize: number): NodeProto | null {
  const lookup = createGraphLookup(graph);
  const dependents = findDependents(graph, image);
  const reshapes: { node: NodeProto; shape: number[] }[] = [];
  let isInferred = false;
  for (const node of graph.node) {
    if (!node.output.some((name) => dependents.has(name))) continue;
    const shape = node.opType === 'Reshape' ? readIntsOf(lookup, node, 'shape', 1) : null;
    if (shape === null) {
      if (!keepsBatch(node, lookup, dependents)) return node;
      continue;
    }
    if (!startsWithBatch(shape, batchSize, node)) return node;
    // Behind a first axis that was inferred, and so may hold more than images, no fixed one can be told to be the images.
    if (shape[0] === -1) isInferred = true;
    else if (isInferred) return node;
    if (shape[0] === batchSize) reshapes.push({ node, shape: [0, ...shape.slice(1)] });
  }
  for (const { node, shape } of reshapes) {
    const data = BigInt64Array.from(shape, BigInt);
    node.input[1] = addConstant(graph, `${node.output[0]}.shape`, {
      dtype: 'int64',
      dims: [shape.length],
      data,
    });
  }
  return null;
}

/** `[batch, …]`, `[0, …]` or `[-1, …]`. */
function startsWithBatch([first, ...rest]: readonly number[], batchSize: number, node: NodeProto): boolean {
  if (readAttributeInt(node, 'allowzero', 0) !== 0 || rest.includes(0)) return false;
  return first === batchSize || first === 0 || first === -1;
}

/** Axes counted from the end are known to be others only from the last on: −1, or −2 beside it. */
function avoidsFirstAxis(axes: readonly number[] | null): boolean {
  return axes?.every((axis) => axis > 0 || axis === -1 || (axis === -2 && axes.includes(-1))) ?? false;
}

function keepsBatch(node: NodeProto, lookup: GraphLookup, dependents: ReadonlySet<string>): boolean {
  const isFromImage = (place: number): boolean => dependents.has(node.input[place] ?? '');
  switch (node.opType) {
    case 'Flatten':
      return readAttributeInt(node, 'axis', 1) === 1;
    case 'Transpose':
      return readAttributeInts(node, 'perm')?.[0] === 0;
    case 'Gemm':
      return readAttributeInt(node, 'transA', 0) === 0 && isFromImage(0) && !isFromImage(1);
    case 'MatMul':
      return (
        isFromImage(0) && !isFromImage(1) && (lookup.readConstant(node.input[1]!)?.dims.length ?? 0) === 2
      );
    case 'Concat':
      return (
        avoidsFirstAxis([readAttributeInt(node, 'axis', 0)]) &&
        node.input.every((name) => dependents.has(name))
      );
    case 'Softmax':
    case 'LogSoftmax':
    case 'Split':
    case 'Gather':
      return (
        isFromImage(0) &&
        avoidsFirstAxis([readAttributeInt(node, 'axis', node.opType.endsWith('max') ? 1 : 0)])
      );
    case 'LayerNormalization':
      return readAttributeInt(node, 'axis', -1) !== 0;
    case 'ReduceMean':
    case 'ReduceMax':
    case 'ReduceSum':
    case 'Squeeze':
    case 'Unsqueeze':
      return avoidsFirstAxis(readIntsOf(lookup, node, 'axes', 1));
    case 'Slice':
      return avoidsFirstAxis(readIntsOf(lookup, node, 'axes', 3));
    case 'Pad':
      return readIntsOf(lookup, node, 'pads', 1)?.[0] === 0;
    default:
      return KEEPERS.has(node.opType);
  }
}
