/**
 * Finds the last spatial feature map of a network: walks back from the features along the values that all data passes through.
 * In: a graph, its image and its features. Out: the value `[n, C, h, w]` before the pooling, or patch tokens that can be laid out as one,
 * or why there is neither. Knows no shapes beyond what weights, axes and strides say.
 */
import { readAttributeInts } from '../graph/attribute.js';
import { createGraphLookup, type GraphLookup } from '../graph/lookup.js';
import type { GraphProto, NodeProto } from '../schema/messages.js';
import { readInts, readIntsOf } from './constants.js';
import { type Cut, findDependents, listCuts } from './data-flow.js';
import { readPooling } from './pooling.js';
import { countChannels } from './channels.js';
import { findPatchGrid } from './patch-grid.js';

/** Where a feature map is to be had. */
export type FeatureMapSource =
  /** A value `[n, C, h, w]`. */
  | { kind: 'map'; value: string; channelCount: number }
  /** A value `[n, h, w, C]`. */
  | { kind: 'map-channels-last'; value: string; channelCount: number }
  /** A value `[n, T, C]`; its last `rows · columns` tokens are the patches of a grid, in reading order. */
  | { kind: 'tokens'; value: string; channelCount: number; rows: number; columns: number };

export interface FeatureMapRequest {
  /** Name of the graph's image input. */
  image: string;
  /** The value that enters the last linear layer. */
  features: string;
  featureCount: number;
  /** Height and width of the image where the graph fixes them. */
  imageSize: { height: number; width: number } | null;
}

/** A feature map, or a sentence that says why there is none. */
export type FeatureMapFinding = { source: FeatureMapSource; note: string | null } | { source: null; note: string };

/** Nodes that work on each element or each vector alone; behind the pooling as before it. */
const STEPPED_OVER: ReadonlySet<string> = new Set(
  `Relu LeakyRelu PRelu Elu Selu Celu Gelu HardSwish HardSigmoid Sigmoid Tanh Softplus Softsign Mish Erf Clip Sqrt Exp Pow Neg Abs
   Add Sub Mul Div Identity Dropout Cast QuantizeLinear DequantizeLinear BatchNormalization LayerNormalization GroupNormalization
   InstanceNormalization LpNormalization Transpose Gemm MatMul Unsqueeze`.split(/\s+/),
);
const FLATTENINGS: ReadonlySet<string> = new Set(['Flatten', 'Reshape', 'Squeeze']);

/** Looks for the map that the features are pooled from. */
export function findFeatureMap(graph: GraphProto, request: FeatureMapRequest): FeatureMapFinding {
  const lookup = createGraphLookup(graph);
  const cuts = listCuts(graph, request.features, findDependents(graph, request.image));
  let flattened: string | null = null;
  for (const [place, { node }] of cuts.entries()) {
    if (!node) break;
    if (FLATTENINGS.has(node.opType)) {
      flattened = node.input[0]!;
      continue;
    }
    const pooling = readPooling(node, lookup);
    if (pooling === 'tokens' || isTokenChoice(node, lookup)) {
      return findTokens(cuts.slice(place + 1), lookup, request, pooling === null);
    }
    if (pooling !== null) return describeMap(findPooled(node, pooling, lookup), lookup, request);
    if (!STEPPED_OVER.has(node.opType) && !isPointwiseConv(node)) break;
  }
  if (flattened !== null && countChannels(flattened, lookup) !== null) {
    return describeMap({ kind: 'map', value: flattened }, lookup, request);
  }
  return { source: null, note: 'There is no feature map: no pooling of one stands before the features.' };
}

/** A single token taken out of `[n, T, C]`, such as the class token. */
function isTokenChoice(node: NodeProto, lookup: GraphLookup): boolean {
  if (node.opType === 'Gather') {
    const index = readInts(lookup, node.input[1]);
    return readAttributeInts(node, 'axis') === null ? false : index?.length === 1 && Number(node.attribute.find(({ name }) => name === 'axis')?.i) === 1;
  }
  if (node.opType !== 'Slice') return false;
  const axes = readIntsOf(lookup, node, 'axes', 3);
  const [start] = readIntsOf(lookup, node, 'starts', 1) ?? [];
  const [end] = readIntsOf(lookup, node, 'ends', 2) ?? [];
  return axes?.join() === '1' && start !== undefined && end === start + 1;
}

function isPointwiseConv(node: NodeProto): boolean {
  return node.opType === 'Conv' && (readAttributeInts(node, 'kernel_shape') ?? [0]).every((side) => side === 1);
}
