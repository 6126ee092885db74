/**
 * What a classifier consists of, as far as an encoder needs it: image, feature map, features, last layer.
 * In: a model. Out: its anatomy, or a ModelError that says what is missing. Changes nothing, runs nothing.
 */

import { ModelError } from '../../base/errors.js';
import { DATA_TYPE, toDataTypeName } from '../schema/data-type.js';
import type { GraphProto, ModelProto, ValueInfoProto } from '../schema/messages.js';
import { readOpset } from '../schema/model.js';
import { findDependents } from './data-flow.js';
import { describeNode, noLinearLayerError, unsupportedInputError } from './errors.js';
import { type FeatureMapFinding, findFeatureMap } from './feature-map.js';
import type { ClassifierHead } from './heads/classifier-head.js';
import { findClassifierHead, readDims } from './heads/outputs.js';

/** Gemm broadcasts its bias and takes no more attributes than we write from here on. */
const OLDEST_OPSET = 7;
/** Slice takes its places as inputs from here on. */
const TOKEN_MAP_OPSET = 10;

/** The image input; a text or null where the graph leaves a length open. */
export interface ImageInput {
  name: string;
  dims: (number | string | null)[];
}

/** What a classifier consists of. */
export interface Anatomy {
  input: ImageInput;
  opset: number;
  /** Of two classes where the network gives one score. */
  head: ClassifierHead;
  /** Whether the network's own last layer gives one score. */
  isSingleScore: boolean;
  map: FeatureMapFinding;
}

/**
 * Finds image, features, feature map and head. ModelError `several-inputs`, `unsupported-input`, `unsupported-opset`,
 * `no-linear-layer`, `quantised-model`, `several-outputs`.
 */
export function findAnatomy(model: ModelProto): Anatomy {
  const { graph } = model;
  const opset = assertOpset(model);
  const input = findImageInput(graph);
  const head = findClassifierHead(graph);
  if (!findDependents(graph, input.name).has(head.features)) {
    throw noLinearLayerError(
      `The last layer ${describeNode(head.node)} does not depend on the image "${input.name}".`,
    );
  }
  const isSingleScore = head.classCount === 1;
  return {
    input,
    opset,
    head: isSingleScore ? toTwoClasses(head) : head,
    isSingleScore,
    map: findMap(graph, input, head, opset),
  };
}

/** Logits 0 and z, whose softmax is 1 − σ(z) and σ(z): the score speaks for the second class. */
function toTwoClasses(head: ClassifierHead): ClassifierHead {
  const weights = new Float32Array(2 * head.featureCount);
  weights.set(head.weights, head.featureCount);
  return { ...head, classCount: 2, weights, bias: Float32Array.of(0, head.bias[0]!) };
}

function findMap(
  graph: GraphProto,
  { name, dims }: ImageInput,
  head: ClassifierHead,
  opset: number,
): FeatureMapFinding {
  const { features, featureCount, form } = head;
  if (form === 'pool')
    return { source: { kind: 'map', value: features, channelCount: featureCount }, note: null };
  const [, , height, width] = dims;
  const imageSize = typeof height === 'number' && typeof width === 'number' ? { height, width } : null;
  const finding = findFeatureMap(graph, { image: name, features, featureCount, imageSize });
  if (finding.source?.kind !== 'tokens' || opset >= TOKEN_MAP_OPSET) return finding;
  return {
    source: null,
    note: `There is no feature map: operator set ${opset} is too old to build one from tokens.`,
  };
}

/** Version of the standard's operators that a model uses. ModelError `unsupported-opset` below the oldest that surgery knows. */
function assertOpset(model: ModelProto): number {
  const version = readOpset(model);
  if (version >= OLDEST_OPSET) return version;
  throw new ModelError('unsupported-opset', {
    what: `The model uses operator set ${version} of ONNX.`,
    next: `Convert it to operator set ${OLDEST_OPSET} or newer, or export it again.`,
  });
}

/** The one input that is no stored weight: float32 `[n, 3, h, w]`. ModelError `several-inputs` or `unsupported-input`. */
export function findImageInput(graph: GraphProto): ImageInput {
  const stored = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !stored.has(name));
  const [input] = inputs;
  if (!input) throw unsupportedInputError('The network has no input.', 'Give a network that takes images.');
  if (inputs.length > 1) {
    throw new ModelError('several-inputs', {
      what: `The network has ${inputs.length} inputs: ${inputs.map(({ name }) => name).join(', ')}.`,
      why: 'An encoder takes images and nothing else.',
      next: 'Export the image branch alone.',
    });
  }
  return assertImage(input);
}

function assertImage(value: ValueInfoProto): ImageInput {
  const { name } = value;
  const dims = readDims(value);
  const elemType = value.type?.tensorType?.elemType;
  if (elemType !== DATA_TYPE.float32) {
    const type = toDataTypeName(elemType ?? 0) ?? 'of unknown type';
    throw unsupportedInputError(
      `The input "${name}" is ${type}.`,
      'Export the network with a float32 input.',
    );
  }
  if (dims === null) return { name, dims: [null, 3, null, null] };
  const isImage = dims.length === 4 && (typeof dims[1] !== 'number' || dims[1] === 3);
  if (isImage) return { name, dims };
  const isChannelsLast = dims.length === 4 && dims[3] === 3;
  throw unsupportedInputError(
    `The input "${name}" has shape [${dims.map((dim) => dim ?? '?').join(', ')}].`,
    isChannelsLast
      ? 'Export the network with channels first (tf2onnx: --inputs-as-nchw).'
      : 'Give a network for RGB images.',
  );
}
