/** The errors of surgery: what a graph lacks, in words. */
import { ModelError } from '../../base/errors.js';
import type { NodeProto } from '../schema/messages.js';

/** A node as messages call it: its name, or its first output where it has none. */
export function describeNode(node: NodeProto): string {
  return `${node.opType} "${node.name || node.output[0]}"`;
}

/** ModelError `no-linear-layer`; `what` says what was found in its place. */
export function noLinearLayerError(what: string): ModelError {
  return new ModelError('no-linear-layer', {
    what,
    why: 'Features are what the last linear layer of a classifier takes.',
    next: 'Give a classifier that ends in a linear layer (Gemm, MatMul or a 1×1 convolution), exported with torch.onnx.export or alike.',
  });
}

/** Operators that compute with 8-bit integers. */
const QUANTISED_OP = /^(QLinear|QGemm|QAttention|MatMulInteger|ConvInteger|DynamicQuantize|MatMulNBits)/;

/** Whether a node computes with small integers. */
export function isQuantised({ opType }: NodeProto): boolean {
  return QUANTISED_OP.test(opType);
}

/** ModelError `quantised-model` that names the node. */
export function quantisedError(node: NodeProto): ModelError {
  return new ModelError('quantised-model', {
    what: `The network ends in ${describeNode(node)}, which computes with small integers.`,
    why: 'Quantised layers have no usable gradients, and their features are coarse.',
    next: 'Give the network as it was before quantisation, with float32 weights.',
  });
}

/** ModelError `unsupported-input`; `what` describes the input, `next` what to do. */
export function unsupportedInputError(what: string, next: string): ModelError {
  return new ModelError('unsupported-input', {
    what,
    why: 'An encoder takes one array of images, float32 [n, 3, height, width].',
    next,
  });
}
