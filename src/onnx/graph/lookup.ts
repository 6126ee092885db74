/**
 * Finds things in a graph by value name: who makes a value, and what constants it is made of.
 * In: a graph. Out: nodes and tensors. Follows only nodes that keep values as they are (casts, transposes of constants).
 */

import { findAttribute, readAttributeInts } from '../schema/attribute.js';
import type { Tensor } from '../schema/data-type.js';
import type { GraphProto, NodeProto, TensorProto } from '../schema/messages.js';
import { readTensor } from './tensor.js';

/** Longest chain of pass-through nodes that is followed; also ends walks in graphs with cycles. */
const MAX_CHAIN_LENGTH = 32;

/** Nodes whose output is their first input, at inference. */
const PASS_THROUGH = new Set(['Identity', 'Dropout']);

/** Answers about the values of one graph. */
export interface GraphLookup {
  /** The node that makes a value; undefined for inputs and initialisers. */
  findProducer(value: string): NodeProto | undefined;
  /** The first value that `value` is merely another name of; also steps over `also`, op types that keep the order of elements. */
  resolveAlias(value: string, also?: ReadonlySet<string>): string;
  /** A value that does not depend on the graph's inputs, through Cast, Identity and matrix Transpose; null when it is not such. */
  readConstant(value: string): Tensor | null;
}

/** Builds the lookup tables of a graph once. */
export function createGraphLookup(graph: GraphProto): GraphLookup {
  const producers = new Map<string, NodeProto>();
  for (const node of graph.node) {
    for (const output of node.output) if (output !== '') producers.set(output, node);
  }
  const initializers = new Map<string, TensorProto>(graph.initializer.map((tensor) => [tensor.name, tensor]));

  function resolveAlias(value: string, also?: ReadonlySet<string>): string {
    let current = value;
    for (let step = 0; step < MAX_CHAIN_LENGTH; step++) {
      const node = producers.get(current);
      const source = node?.input[0];
      if (!node || !source || current !== node.output[0]) return current;
      if (!PASS_THROUGH.has(node.opType) && !also?.has(node.opType)) return current;
      current = source;
    }
    return current;
  }

  function readConstant(value: string, chainLength = 0): Tensor | null {
    const initializer = initializers.get(value);
    if (initializer) return readTensor(initializer);
    const node = producers.get(value);
    if (!node || chainLength >= MAX_CHAIN_LENGTH) return null;
    if (node.opType === 'Constant') {
      const tensor = findAttribute(node, 'value')?.t;
      return tensor ? readTensor(tensor) : null;
    }
    const source = node.input[0];
    if (!source) return null;
    if (PASS_THROUGH.has(node.opType) || node.opType === 'Cast') return readConstant(source, chainLength + 1);
    if (node.opType !== 'Transpose') return null;
    const tensor = readConstant(source, chainLength + 1);
    const order = readAttributeInts(node, 'perm')?.join() ?? '1,0';
    if (tensor?.dims.length !== 2 || !(tensor.data instanceof Float32Array)) return null;
    return order === '1,0' ? transposeMatrix(tensor.dims, tensor.data) : tensor;
  }

  return {
    findProducer: (value) => producers.get(value),
    resolveAlias,
    readConstant: (value) => readConstant(value),
  };
}

/** Float32 matrix `[rows, columns]` to `[columns, rows]`. */
export function transposeMatrix(dims: number[], data: Float32Array): Extract<Tensor, { dtype: 'float32' }> {
  const [rows, columns] = dims as [number, number];
  const transposed = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = data[row * columns + column]!;
    }
  }
  return { dtype: 'float32', dims: [columns, rows], data: transposed };
}
