/**
 * Classifiers that are whole and valid, and cost what no machine has: time without end, or memory. What limits on inference are tried on.
 */
import {
  attributeCodec,
  DATA_TYPE,
  graphCodec,
  type ModelProto,
  type NodeProto,
  toTensorProto,
  toValueInfo,
} from '../../src/onnx/index.js';
import { ATTRIBUTE_TYPE } from '../../src/onnx/schema/messages.js';
import { createNode as node } from '../../src/onnx/surgery/edit.js';
import { classifier, floats, gemm, integers, pooled } from './small-classifier.js';

/** Values of float32 that take 10 GB. */
const HUGE_LENGTH = 2.5e9;

/** A loop that turns the features' signs so many times; without a number it never says stop. */
export function buildLoop(tripCount?: number): ModelProto {
  const scalar = (name: string) => toValueInfo(name, { dataType: DATA_TYPE.bool, dims: [] });
  const values = (name: string) => toValueInfo(name, { dataType: DATA_TYPE.float32, dims: null });
  const body = graphCodec.create({
    name: 'again',
    node: [node('Identity', ['go'], 'go_on'), node('Neg', ['before'], 'after')],
    input: [toValueInfo('count', { dataType: DATA_TYPE.int64, dims: [] }), scalar('go'), values('before')],
    output: [scalar('go_on'), values('after')],
  });
  const loop: NodeProto = {
    ...node('Loop', [tripCount === undefined ? '' : 'trips', 'yes', 'flat'], 'turned'),
    attribute: [attributeCodec.create({ name: 'body', type: ATTRIBUTE_TYPE.graph, g: body })],
  };
  const yes = toTensorProto({ dtype: 'bool', dims: [], data: Uint8Array.of(1) }, 'yes');
  return classifier({
    nodes: [...pooled, loop, linear('turned')],
    constants: [yes, integers('trips', [tripCount ?? 0], [])],
  });
}

/** The first feature repeated to 10 GB, of which the largest value is added to all features. */
export function buildHugeExpand(): ModelProto {
  return classifier({
    nodes: [
      ...pooled,
      node('ReduceMax', ['flat'], 'most', { keepdims: 0 }),
      node('Expand', ['most', 'huge'], 'many'),
      node('ReduceMax', ['many'], 'again', { keepdims: 0 }),
      node('Add', ['flat', 'again'], 'more'),
      linear('more'),
    ],
    constants: [integers('huge', [HUGE_LENGTH])],
  });
}

/** Each of `length` nodes takes what the one before it made. */
export function buildChain(length: number): ModelProto {
  const chain = Array.from({ length }, (_, n) =>
    node('Add', [n === 0 ? 'flat' : `link_${n - 1}`, 'little'], `link_${n}`),
  );
  return classifier({
    nodes: [...pooled, ...chain, linear(`link_${length - 1}`)],
    constants: [floats('little', [1])],
  });
}

function linear(features: string): NodeProto {
  return { ...gemm, input: [features, ...gemm.input.slice(1)], output: ['out'] };
}
