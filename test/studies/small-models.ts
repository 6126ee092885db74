/**
 * Small models of given nodes, and running them: what tests of gradient models share.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  type Attributes,
  DATA_TYPE,
  formatModel,
  graphCodec,
  type ModelProto,
  modelCodec,
  type NodeProto,
  nodeCodec,
  operatorSetIdCodec,
  toAttribute,
  toValueInfo,
} from '../../src/onnx/index.js';
import { createNumbers } from '../finite-differences.js';

/** The same graph in other words: rounding only. */
export const ROUNDING = 1e-5;

type Feeds = Record<string, Tensor>;

export async function run(model: ModelProto, feeds: Feeds): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(formatModel(model), { intraOpNumThreads: 1 });
  const outputs = await session.run(feeds);
  await session.release();
  return outputs as Record<string, Tensor>;
}

export function floats(dims: readonly number[], data: ArrayLike<number>): Tensor {
  return new Tensor('float32', Float32Array.from(data), dims);
}

export function integers(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
}

export function drawImages(dims: readonly number[], seed: number): Tensor {
  const count = dims.reduce((product, length) => product * length, 1);
  return floats(dims, Array.from({ length: count }, createNumbers(seed)));
}

/** ‖a − b‖ / ‖b‖ */
export function computeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const a = Array.from(actual);
  return Math.hypot(...a.map((value, k) => value - expected[k]!)) / Math.hypot(...Array.from(expected));
}

export function valuesOf(tensor: Tensor | undefined): Float32Array {
  return tensor!.data as Float32Array;
}

/** A model of nodes as they are, to test spellings of older opsets. */
export function createModel(node: NodeProto[], opset: number, dims: number[], irVersion = 8): ModelProto {
  const facts = { dataType: DATA_TYPE.float32, dims };
  return modelCodec.create({
    irVersion,
    opsetImport: [operatorSetIdCodec.create({ version: opset })],
    graph: graphCodec.create({
      node,
      name: 'case',
      input: [toValueInfo('x', facts)],
      output: [toValueInfo('y', { ...facts, dims: null })],
    }),
  });
}

export function createNode(
  opType: string,
  input: string[],
  output: string,
  attributes: Attributes = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
  return nodeCodec.create({ opType, input, output: [output], attribute });
}
