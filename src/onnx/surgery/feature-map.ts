/**
 * Finds the last spatial feature map of a network: walks back from the features along the values that all data passes through.
 * In: a graph, its image and its features. Out: the value `[n, C, h, w]` before the pooling, or patch tokens that can be laid out as one,
 * or why there is neither. Knows no shapes beyond what weights, axes and strides say.
 */

import { createGraphLookup, type GraphLookup } from '../graph/lookup.js';
import { readAttributeInt } from '../schema/attribute.js';
import type { GraphProto, NodeProto } from '../schema/messages.js';
import { countChannels } from './channels.js';
import { readInts, readIntsOf, readKernelSize } from './constants.js';
import { findDependents, listCuts } from './data-flow.js';
import { findPatchGrid, type PatchGrid } from './patch-grid.js';
import { type PoolingKind, readPooling } from './pooling.js';

/** Where a feature map is to be had. */
export type FeatureMapSource =
  /** A value `[n, C, h, w]`. */
  | { kind: 'map'; value: string; channelCount: number }
  /** A value `[n, h, w, C]`. */
  | { kind: 'map-channels-last'; value: string; channelCount: number }
  /** A value `[n, T, C]`; its last `rows · columns` tokens are the patches of a grid, in reading order. */
  | { kind: 'tokens'; value: string; channelCount: number; rows: number; columns: number };

/** Between which values of a graph a feature map is looked for. */
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
export type FeatureMapFinding =
  | { source: FeatureMapSource; note: string | null }
  | { source: null; note: string };

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
      return describeTokens(node, findPatchGrid(cuts.slice(place + 1), lookup, request.imageSize), request);
    }
    if (pooling !== null) return describePooled(node, pooling, lookup, request);
    if (!STEPPED_OVER.has(node.opType) && !isPointwiseConv(node, lookup)) break;
  }
  const channelCount = flattened === null ? null : countChannels(flattened, lookup);
  if (flattened === null || channelCount === null) return NOTHING_POOLED;
  return describeMap(flattened, channelCount, lookup, request);
}

const NOTHING_POOLED: FeatureMapFinding = {
  source: null,
  note: 'There is no feature map: the features are not pooled from one in a way that is known here.',
};

/** A single token taken out of `[n, T, C]`, such as the class token. */
function isTokenChoice(node: NodeProto, lookup: GraphLookup): boolean {
  if (node.opType === 'Gather') {
    return readAttributeInt(node, 'axis', 0) === 1 && readInts(lookup, node.input[1])?.length === 1;
  }
  if (node.opType !== 'Slice') return false;
  const [start] = readIntsOf(lookup, node, 'starts', 1) ?? [];
  const [end] = readIntsOf(lookup, node, 'ends', 2) ?? [];
  return readIntsOf(lookup, node, 'axes', 3)?.join() === '1' && start !== undefined && end === start + 1;
}

function isPointwiseConv(node: NodeProto, lookup: GraphLookup): boolean {
  return node.opType === 'Conv' && (readKernelSize(node, lookup)?.every((side) => side === 1) ?? false);
}

function describeTokens(
  node: NodeProto,
  grid: PatchGrid | null,
  { featureCount }: FeatureMapRequest,
): FeatureMapFinding {
  if (!grid) {
    return {
      source: null,
      note: 'There is no feature map: the features come from tokens whose places in the image cannot be told.',
    };
  }
  return {
    source: { kind: 'tokens', value: node.input[0]!, channelCount: featureCount, ...grid },
    note: `The feature map is made of the last block's ${grid.rows}×${grid.columns} patch tokens${
      node.opType === 'ReduceMean' ? '' : '; the features are another token, not their mean'
    }.`,
  };
}

function describePooled(
  node: NodeProto,
  pooling: PoolingKind,
  lookup: GraphLookup,
  request: FeatureMapRequest,
): FeatureMapFinding {
  const input = node.input[0]!;
  if (pooling === 'map-channels-last') {
    return { source: { kind: pooling, value: input, channelCount: request.featureCount }, note: null };
  }
  const reshape = lookup.findProducer(input);
  const isReshaped = pooling === 'positions' && reshape && FLATTENINGS.has(reshape.opType);
  if (pooling === 'positions' && !isReshaped) return NOTHING_POOLED;
  const value = isReshaped ? reshape.input[0]! : input;
  return describeMap(value, countChannels(value, lookup) ?? request.featureCount, lookup, request);
}

/** Hidden layers behind the pooling give features that are not the map's channels; the map then is the one before all pooling. */
function describeMap(
  value: string,
  channelCount: number,
  lookup: GraphLookup,
  { featureCount }: FeatureMapRequest,
): FeatureMapFinding {
  if (channelCount === featureCount) return { source: { kind: 'map', value, channelCount }, note: null };
  let map = value;
  for (
    let node = lookup.findProducer(map);
    node && readPooling(node, lookup) === 'window';
    node = lookup.findProducer(map)
  ) {
    map = node.input[0]!;
  }
  return {
    source: { kind: 'map', value: map, channelCount },
    note:
      `The feature map's ${channelCount} channels are not the ${featureCount} features, which come out of hidden linear layers, ` +
      'so a feature has no activation map of its own.',
  };
}
