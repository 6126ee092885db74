/**
 * Counts the channels of a feature map from the weights that made it.
 * In: a value `[n, C, h, w]`. Out: C, or null where no convolution or norm on the way says it. No general shape inference.
 */

import type { GraphLookup } from '../graph/lookup.js';
import { readAttributeInt } from '../schema/attribute.js';
import type { NodeProto } from '../schema/messages.js';
import { readFloats } from './constants.js';

/** Nodes whose result has the channels of their operands. */
const CHANNEL_KEEPERS: ReadonlySet<string> = new Set(
  `Relu LeakyRelu PRelu Elu Selu Celu Gelu HardSwish HardSigmoid Sigmoid Tanh Softplus Mish Erf Clip Add Sub Mul Div Identity Dropout
   Cast QuantizeLinear DequantizeLinear MaxPool AveragePool LpPool GlobalAveragePool InstanceNormalization`.split(
    /\s+/,
  ),
);

/** Longest way that is followed; also ends walks in graphs with cycles. */
const MAX_DEPTH = 256;

/** Channels of a map, or null when they cannot be told. */
export function countChannels(value: string, lookup: GraphLookup): number | null {
  const known = new Map<string, number | null>();

  function count(name: string, depth: number): number | null {
    const stored = known.get(name);
    if (stored !== undefined) return stored;
    known.set(name, null);
    const node = lookup.findProducer(name);
    const channels = node && depth < MAX_DEPTH ? countOf(node, depth) : null;
    known.set(name, channels);
    return channels;
  }

  function countOf(node: NodeProto, depth: number): number | null {
    if (node.opType === 'Conv') return readFloats(lookup, node.input[1])?.dims[0] ?? null;
    if (node.opType === 'BatchNormalization') return readFloats(lookup, node.input[1])?.dims[0] ?? null;
    if (node.opType === 'Concat' && readAttributeInt(node, 'axis', 0) === 1) {
      return node.input
        .map((input) => count(input, depth + 1))
        .reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    }
    if (!CHANNEL_KEEPERS.has(node.opType)) return null;
    for (const input of node.input) {
      const channels = input === '' ? null : count(input, depth + 1);
      if (channels !== null) return channels;
    }
    return null;
  }

  return count(value, 0);
}
