/**
 * Finds the last linear layer of a classifier: walks back from an output over what only rescales, reshapes or normalises the scores.
 * In: a graph's lookup and an output's name. Out: the layer as float32 weights and bias, what enters it, and the value that holds its scores.
 * Handles Gemm, MatMul and 1×1 convolutions before or after global pooling; scales and shifts behind them are folded in.
 */

import type { LinearLayer } from '../../graph/linear-head.js';
import { type GraphLookup, transposeMatrix } from '../../graph/lookup.js';
import { readAttributeInt, readAttributeInts } from '../../schema/attribute.js';
import type { NodeProto } from '../../schema/messages.js';
import { readFloats, readGemmFactors } from '../constants.js';
import { describeNode, isQuantised, noLinearLayerError, quantisedError } from '../errors.js';
import { readPooling } from '../pooling.js';

/**
 * How `features` becomes `[n, C]`: it is so already, it is `[n, C, 1, 1]` or alike, or it is a map that is pooled after the layer
 * (the mean of a linear layer is the linear layer of the mean).
 */
export type FeatureForm = 'vector' | 'flatten' | 'pool';

/** The last linear layer, with weights [classCount, featureCount] and bias as float32, and where it stands. */
export interface ClassifierHead extends LinearLayer {
  /** The layer's own node. */
  node: NodeProto;
  /** The value that enters the layer. */
  features: string;
  form: FeatureForm;
  /** The value of the class scores, before any softmax. */
  logits: string;
  /** A number of `DATA_TYPE` that the scores were cast to; null: they are of the weights' type. */
  logitsType: number | null;
  /** The graph's output that was followed. */
  output: string;
  /** Op types taken off behind the scores, such as Softmax. */
  removedActivations: string[];
}

/** Longest walk back from an output; also ends walks in graphs with cycles. */
const MAX_STEPS = 64;

/** Nodes behind the scores that keep the order of classes but not the scores. */
const ACTIVATIONS: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'Sigmoid', 'HardSigmoid', 'Log']);
/** Nodes that keep the elements of `[n, classes]` as they are. */
const RESHAPES: ReadonlySet<string> = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze']);
const PASS_THROUGH: ReadonlySet<string> = new Set([
  'Identity',
  'Dropout',
  'Cast',
  'QuantizeLinear',
  'DequantizeLinear',
]);
const RESCALINGS: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** One rescaling of the scores; `constant` has one number, or one per class. */
interface Rescaling {
  opType: string;
  constant: Float32Array;
  /** Whether the constant is the first operand, as in `constant − scores`. */
  isConstantFirst: boolean;
}

/** What was met on the way from the output to the layer. */
interface Walk {
  logits: string;
  logitsType: number | null;
  rescalings: Rescaling[];
  isPooled: boolean;
  isReshaped: boolean;
  removedActivations: string[];
}

/** The last linear layer behind one output. ModelError `no-linear-layer` or `quantised-model`. */
export function findHeadBehind(output: string, lookup: GraphLookup): ClassifierHead {
  const walk: Walk = {
    logits: output,
    logitsType: null,
    rescalings: [],
    isPooled: false,
    isReshaped: false,
    removedActivations: [],
  };
  let value = output;
  for (let step = 0; step < MAX_STEPS; step++) {
    const node = lookup.findProducer(value);
    if (!node)
      throw noLinearLayerError(
        `Nothing between the network's input and its output "${output}" is a linear layer.`,
      );
    const layer = readLayer(node, lookup, walk);
    if (layer)
      return {
        ...layer,
        node,
        logits: walk.logits,
        logitsType: walk.logitsType,
        output,
        removedActivations: walk.removedActivations,
      };
    value = stepBack(node, lookup, walk);
  }
  throw noLinearLayerError(
    `More than ${MAX_STEPS} nodes stand behind the output "${output}" without a linear layer.`,
  );
}

/** The value to go on from; throws where the node mixes scores in a way that is not linear. */
function stepBack(node: NodeProto, lookup: GraphLookup, walk: Walk): string {
  const [input] = node.input as [string];
  if (isQuantised(node)) throw quantisedError(node);
  if (ACTIVATIONS.has(node.opType) && !walk.isPooled) {
    if (!walk.rescalings.every(keepsOrder)) {
      throw noLinearLayerError(`What ${describeNode(node)} gives is reversed or weighted behind it.`);
    }
    walk.removedActivations.push(node.opType);
    walk.logits = input;
    walk.logitsType = null;
    walk.rescalings = [];
    return input;
  }
  if (node.opType === 'Cast') walk.logitsType ??= readAttributeInt(node, 'to', 0);
  if (PASS_THROUGH.has(node.opType)) return input;
  if (RESHAPES.has(node.opType)) {
    walk.isReshaped = true;
    return input;
  }
  if (isMean(node, lookup)) {
    walk.isPooled = true;
    return input;
  }
  const rescaling = RESCALINGS.has(node.opType) ? readRescaling(node, lookup) : null;
  if (!rescaling) {
    throw noLinearLayerError(
      `Behind the network's output stands ${describeNode(node)}, which is no linear layer.`,
    );
  }
  walk.rescalings.push(rescaling.rescaling);
  return rescaling.scores;
}

/** Whether the classes stay in their order: one shift, or one positive factor, for all. */
function keepsOrder({ opType, constant, isConstantFirst }: Rescaling): boolean {
  if (constant.length !== 1) return false;
  if (opType === 'Add') return true;
  if (opType === 'Sub') return !isConstantFirst;
  return constant[0]! > 0 && (opType === 'Mul' || !isConstantFirst);
}

/** A mean over all positions of a map; an AveragePool behind the last layer is taken to cover the whole map, as in SqueezeNet. */
function isMean(node: NodeProto, lookup: GraphLookup): boolean {
  if (/Max/.test(node.opType)) return false;
  return readPooling(node, lookup) === 'map' || node.opType === 'AveragePool';
}

function readRescaling(
  node: NodeProto,
  lookup: GraphLookup,
): { rescaling: Rescaling; scores: string } | null {
  for (const place of [1, 0] as const) {
    const constant = readFloats(lookup, node.input[place]);
    if (!constant) continue;
    const rescaling = { opType: node.opType, constant: constant.data, isConstantFirst: place === 0 };
    return { rescaling, scores: node.input[1 - place]! };
  }
  return null;
}

type Layer = LinearLayer & Pick<ClassifierHead, 'features'>;

function readLayer(
  node: NodeProto,
  lookup: GraphLookup,
  walk: Walk,
): (Layer & Pick<ClassifierHead, 'form'>) | null {
  const found = readGemm(node, lookup) ?? readMatMul(node, lookup) ?? readConv(node, lookup);
  if (!found) return null;
  if (walk.isPooled && node.opType !== 'Conv') {
    throw noLinearLayerError(
      `The scores of ${describeNode(node)} are pooled, which only those of convolutions can be.`,
    );
  }
  for (const rescaling of walk.rescalings.toReversed()) applyRescaling(found, rescaling, node);
  const isVector = node.opType === 'Gemm' || (node.opType === 'MatMul' && !walk.isReshaped);
  return {
    ...found,
    features: lookup.resolveAlias(found.features),
    form: walk.isPooled ? 'pool' : isVector ? 'vector' : 'flatten',
  };
}

/** Y = alpha · A' B' + beta · C (ONNX operator Gemm). */
function readGemm(node: NodeProto, lookup: GraphLookup): Layer | null {
  if (node.opType !== 'Gemm') return null;
  const stored = readFloats(lookup, node.input[1]);
  if (stored?.dims.length !== 2) return null;
  if (readAttributeInt(node, 'transA', 0) !== 0) {
    throw noLinearLayerError(`${describeNode(node)} takes its features transposed.`);
  }
  const isClassMajor = readAttributeInt(node, 'transB', 0) !== 0;
  const { alpha, beta } = readGemmFactors(node);
  const { dims, data } = isClassMajor ? stored : transposeMatrix(stored.dims, stored.data);
  const [classCount, featureCount] = dims as [number, number];
  const bias = node.input[2] ? readFloats(lookup, node.input[2])?.data : new Float32Array(1);
  if (!bias) return null;
  return {
    classCount,
    featureCount,
    weights: data.map((weight) => weight * alpha),
    bias: toPerClass(bias, classCount, node).map((one) => one * beta),
    features: node.input[0]!,
  };
}

function readMatMul(node: NodeProto, lookup: GraphLookup): Layer | null {
  if (node.opType !== 'MatMul') return null;
  const stored = readFloats(lookup, node.input[1]);
  if (stored?.dims.length !== 2) return null;
  const { dims, data } = transposeMatrix(stored.dims, stored.data);
  const [classCount, featureCount] = dims as [number, number];
  const bias = new Float32Array(classCount);
  return { classCount, featureCount, weights: data, bias, features: node.input[0]! };
}

/** A 1×1 convolution is a linear layer at every position. */
function readConv(node: NodeProto, lookup: GraphLookup): Layer | null {
  if (node.opType !== 'Conv') return null;
  const stored = readFloats(lookup, node.input[1]);
  if (!stored) return null;
  const [classCount, featureCount, ...kernel] = stored.dims as [number, number, ...number[]];
  const isPointwise =
    kernel.every((side) => side === 1) &&
    readAttributeInt(node, 'group', 1) === 1 &&
    (readAttributeInts(node, 'pads') ?? []).every((pad) => pad === 0) &&
    (readAttributeInts(node, 'strides') ?? []).every((stride) => stride === 1);
  if (!isPointwise)
    throw noLinearLayerError(
      `The last layer ${describeNode(node)} is a convolution with a kernel of ${kernel.join('×')}.`,
    );
  const bias = node.input[2] ? readFloats(lookup, node.input[2])?.data : new Float32Array(1);
  if (!bias) return null;
  return {
    classCount,
    featureCount,
    weights: stored.data.slice(),
    bias: toPerClass(bias, classCount, node).slice(),
    features: node.input[0]!,
  };
}

function applyRescaling(
  layer: LinearLayer,
  { opType, constant, isConstantFirst }: Rescaling,
  node: NodeProto,
): void {
  const values = toPerClass(constant, layer.classCount, node);
  const { weights, bias, featureCount } = layer;
  const scaleRow = (c: number, factor: number): void => {
    bias[c] = bias[c]! * factor;
    for (let i = c * featureCount; i < (c + 1) * featureCount; i++) weights[i] = weights[i]! * factor;
  };
  if (opType === 'Div' && isConstantFirst)
    throw noLinearLayerError('The scores stand below a fraction line.');
  for (const [c, value] of values.entries()) {
    if (opType === 'Mul') scaleRow(c, value);
    else if (opType === 'Div') scaleRow(c, 1 / value);
    else {
      if (opType === 'Sub' && isConstantFirst) scaleRow(c, -1);
      bias[c] = bias[c]! + (opType === 'Sub' && !isConstantFirst ? -value : value);
    }
  }
}

/** One number per class: a single one is stretched. */
function toPerClass(values: Float32Array, classCount: number, node: NodeProto): Float32Array {
  if (values.length === classCount) return values;
  if (values.length === 1) return new Float32Array(classCount).fill(values[0]!);
  throw noLinearLayerError(
    `${describeNode(node)} gives ${classCount} scores, but ${values.length} numbers are added or multiplied.`,
  );
}
