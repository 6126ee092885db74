/**
 * Makes an encoder of a classifier: image in, feature map, features and logits out (docs/method.md, M1).
 * In: any model that `findAnatomy` understands. Out: a new model whose last layer is one Gemm; what stood behind it is gone.
 * The weights are not changed, nothing is run.
 */

import type { LinearLayer } from '../graph/linear-head.js';
import { createGraphLookup } from '../graph/lookup.js';
import type { Attributes } from '../schema/attribute.js';
import { DATA_TYPE, type Tensor } from '../schema/data-type.js';
import type { GraphProto, ModelProto } from '../schema/messages.js';
import { type Anatomy, findAnatomy, type ImageInput } from './anatomy.js';
import { freeBatch } from './batch.js';
import {
  addConstant,
  copyModel,
  createFreeName,
  createNode,
  createValueInfo,
  dropUnused,
  renameValues,
} from './edit.js';
import type { FeatureMapSource } from './feature-map.js';
import type { FeatureForm } from './heads/classifier-head.js';

/** Names that the encoder's values get. */
export interface EncoderNames {
  image: string;
  featureMap: string;
  features: string;
  logits: string;
}

/** What an encoder's input and outputs are called unless the caller names them. */
export const DEFAULT_ENCODER_NAMES: EncoderNames = {
  image: 'image',
  featureMap: 'feature_map',
  features: 'features',
  logits: 'logits',
};

/**
 * The classifier as an encoder: input `image` [n, 3, h, w], outputs `features` [n, C], `logits` [n, classes] and, where there is one,
 * `feature_map` [n, C', h', w']. The number of images is left open wherever the graph allows. ModelError as `findAnatomy`'s.
 */
export function exposeOutputs(model: ModelProto, names: EncoderNames = DEFAULT_ENCODER_NAMES): ModelProto {
  const anatomy = findAnatomy(model);
  const exposed = copyModel(model);
  const { graph } = exposed;
  const dims = openBatch(graph, anatomy.input);
  const { head, map } = anatomy;
  const isHalf = findHalfType(graph, anatomy) !== null;
  const values = {
    map: map.source && addFeatureMap(graph, map.source, isHalf),
    features: addFeatures(graph, head.features, head.form, isHalf),
  };
  const logits = addHead(graph, values.features, head);
  const outputs = [
    { value: values.features, name: names.features, shape: [dims[0]!, head.featureCount] },
    { value: logits, name: names.logits, shape: [dims[0]!, head.classCount] },
  ];
  if (values.map && map.source) {
    const shape = [dims[0]!, map.source.channelCount, 'map_h', 'map_w'];
    outputs.unshift({ value: values.map, name: names.featureMap, shape });
  }
  graph.output = outputs.map(({ value, shape }) => createValueInfo(value, shape));
  graph.input = [createValueInfo(anatomy.input.name, dims)];
  dropUnused(graph);
  const renames = outputs.map(({ value, name }) => [value, name] as const);
  renameValues(graph, new Map([[anatomy.input.name, names.image], ...renames]));
  return exposed;
}

/** The image's lengths for the new model: the first left open where the graph allows, names for what was left open. */
function openBatch(graph: GraphProto, { name, dims }: ImageInput): (number | string)[] {
  const [batch, channels, height, width] = dims;
  const isStuck = typeof batch === 'number' && freeBatch(graph, name, batch) !== null;
  // Described sizes would still say the old number of images.
  if (typeof batch === 'number' && !isStuck) graph.valueInfo = [];
  return [isStuck ? batch : 'n', typeof channels === 'number' ? channels : 3, height ?? 'h', width ?? 'w'];
}

/** Half floats where the head multiplies in half precision, and null otherwise; callers of the runtime take single. */
export function findHalfType(graph: GraphProto, { head }: Anatomy): number | null {
  const weightName = createGraphLookup(graph).resolveAlias(head.node.input[1]!, new Set(['Transpose']));
  const dataType = graph.initializer.find(({ name }) => name === weightName)?.dataType;
  return dataType === DATA_TYPE.float16 || dataType === DATA_TYPE.bfloat16 ? dataType : null;
}

/** Adds a node whose output has a name of its own; returns that name. */
export function append(
  graph: GraphProto,
  opType: string,
  inputs: string[],
  wantedName: string,
  attributes: Attributes = {},
): string {
  const name = createFreeName(graph, wantedName);
  graph.node.push(createNode(opType, inputs, name, attributes));
  return name;
}

/** Adds what makes `[n, C]` in single precision of the value that enters the last layer. */
export function addFeatures(graph: GraphProto, value: string, form: FeatureForm, isHalf: boolean): string {
  const single = isHalf
    ? append(graph, 'Cast', [value], 'features.single', { to: DATA_TYPE.float32 })
    : value;
  if (form === 'vector') return single;
  const pooled = form === 'pool' ? append(graph, 'GlobalAveragePool', [single], 'features.pooled') : single;
  return append(graph, 'Flatten', [pooled], 'features.flat', { axis: 1 });
}

function addFeatureMap(graph: GraphProto, source: FeatureMapSource, isHalf: boolean): string {
  const value = isHalf
    ? append(graph, 'Cast', [source.value], 'feature_map.single', { to: DATA_TYPE.float32 })
    : source.value;
  if (source.kind === 'map') return value;
  if (source.kind === 'map-channels-last') {
    return append(graph, 'Transpose', [value], 'feature_map.planar', { perm: [0, 3, 1, 2] });
  }
  const { rows, columns } = source;
  const integers = (name: string, values: number[]): string => {
    const data = BigInt64Array.from(values, BigInt);
    return addConstant(graph, `feature_map.${name}`, { dtype: 'int64', dims: [values.length], data });
  };
  // The patches are the last tokens, however many others (class, registers) stand before them.
  const patches = append(
    graph,
    'Slice',
    [
      value,
      integers('starts', [-rows * columns]),
      integers('ends', [Number.MAX_SAFE_INTEGER]),
      integers('axes', [1]),
    ],
    'feature_map.patches',
  );
  const planar = append(graph, 'Transpose', [patches], 'feature_map.planar', { perm: [0, 2, 1] });
  return append(graph, 'Reshape', [planar, integers('shape', [0, 0, rows, columns])], 'feature_map.grid');
}

/** Adds `logits = weights · features + bias` as one Gemm; returns its output's name. */
export function addHead(
  graph: GraphProto,
  features: string,
  layer: LinearLayer,
  wantedName = 'scores',
): string {
  const { classCount, featureCount, weights, bias } = layer;
  const floats = (name: string, dims: number[], data: Float32Array): string =>
    addConstant(graph, name, { dtype: 'float32', dims, data } satisfies Tensor);
  const inputs = [
    features,
    floats('head.weight', [classCount, featureCount], weights),
    floats('head.bias', [classCount], bias),
  ];
  return append(graph, 'Gemm', inputs, wantedName, { transB: 1 });
}
