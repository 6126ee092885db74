/**
 * Finds the linear layer between a network's features and its logits.
 * In: a model and two value names. Out: weights and bias as float32, or null when what lies between is not one linear layer.
 * Changes nothing; surgery on graphs is elsewhere.
 */

import { readAttributeFloat, readAttributeInt } from '../schema/attribute.js';
import type { Tensor } from '../schema/data-type.js';
import type { ModelProto, NodeProto } from '../schema/messages.js';
import { createGraphLookup, type GraphLookup, transposeMatrix } from './lookup.js';

/** Value names of a network's penultimate layer and of its class scores before any softmax. */
export interface HeadOutputs {
  features: string;
  logits: string;
}

/** `logits = weights · features + bias`. */
export interface LinearLayer {
  classCount: number;
  featureCount: number;
  /** Float32Array, [classCount, featureCount], row-major. */
  weights: Float32Array;
  /** Float32Array, [classCount]. */
  bias: Float32Array;
}

/** Nodes that only reshape `[n, C, 1, 1]` or `[n, C]` on the way into the layer. */
const RESHAPES: ReadonlySet<string> = new Set(['Flatten', 'Reshape', 'Squeeze']);

interface Affine {
  input: string;
  /** Float32, [classCount, featureCount]. */
  weights: Extract<Tensor, { dtype: 'float32' }>;
  /** Null: none. */
  bias: Tensor | null;
}

/** The final Gemm, or MatMul with or without Add, whose input is `features` and whose output is `logits`; weights may stand behind casts. */
export function findLinearHead(model: ModelProto, { features, logits }: HeadOutputs): LinearLayer | null {
  const lookup = createGraphLookup(model.graph);
  const node = lookup.findProducer(lookup.resolveAlias(logits));
  const affine = node && readAffine(node, lookup);
  if (!affine) return null;
  if (lookup.resolveAlias(affine.input, RESHAPES) !== lookup.resolveAlias(features, RESHAPES)) return null;
  const [classCount, featureCount] = affine.weights.dims as [number, number];
  const bias = toBias(affine.bias, classCount);
  return bias && { classCount, featureCount, weights: affine.weights.data, bias };
}

function readAffine(node: NodeProto, lookup: GraphLookup): Affine | null {
  if (node.opType === 'Gemm') return readGemm(node, lookup);
  if (node.opType === 'MatMul') return readMatMul(node, lookup);
  if (node.opType !== 'Add') return null;
  for (const [product, constant] of [node.input, [...node.input].reverse()] as [string, string][]) {
    const producer = lookup.findProducer(lookup.resolveAlias(product));
    const bias = producer?.opType === 'MatMul' ? lookup.readConstant(constant) : null;
    if (producer && bias) {
      const affine = readMatMul(producer, lookup);
      return affine && { ...affine, bias };
    }
  }
  return null;
}

/** Y = alpha · A' B' + beta · C (ONNX operator Gemm). */
function readGemm(node: NodeProto, lookup: GraphLookup): Affine | null {
  const [input, weightName, biasName] = node.input;
  if (!input || !weightName || readAttributeInt(node, 'transA', 0) !== 0) return null;
  const stored = toMatrix(lookup.readConstant(weightName));
  if (!stored) return null;
  const bias = biasName ? toFloat32(lookup.readConstant(biasName)) : null;
  if (biasName && !bias) return null;
  const weights = readAttributeInt(node, 'transB', 0) ? stored : transposeMatrix(stored.dims, stored.data);
  scale(weights.data, readAttributeFloat(node, 'alpha', 1));
  if (bias) scale(bias.data, readAttributeFloat(node, 'beta', 1));
  return { input, weights, bias };
}

function readMatMul(node: NodeProto, lookup: GraphLookup): Affine | null {
  const [input, weightName] = node.input;
  const stored = weightName ? toMatrix(lookup.readConstant(weightName)) : null;
  if (!input || !stored) return null;
  return { input, weights: transposeMatrix(stored.dims, stored.data), bias: null };
}

function toFloat32(tensor: Tensor | null): Extract<Tensor, { dtype: 'float32' }> | null {
  if (tensor?.dtype === 'float32') return tensor;
  if (tensor?.dtype !== 'float64') return null;
  return { dtype: 'float32', dims: tensor.dims, data: Float32Array.from(tensor.data) };
}

function toMatrix(tensor: Tensor | null): Extract<Tensor, { dtype: 'float32' }> | null {
  const matrix = toFloat32(tensor);
  return matrix?.dims.length === 2 ? matrix : null;
}

/** Stretches a scalar, takes `[classes]` or `[1, classes]`; null for any other shape. */
function toBias(tensor: Tensor | null, classCount: number): Float32Array | null {
  if (!tensor) return new Float32Array(classCount);
  const stored = toFloat32(tensor)?.data;
  if (stored?.length === classCount) return stored;
  return stored?.length === 1 ? new Float32Array(classCount).fill(stored[0]!) : null;
}

function scale(values: Float32Array, factor: number): void {
  if (factor === 1) return;
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor;
}
