/**
 * A classifier of a few nodes and known weights: what tests of surgery cut up.
 */
import { expect } from 'vitest';
import { openSession, type Tensor } from '../../src/inference/index.js';
import {
  DATA_TYPE,
  formatModel,
  graphCodec,
  type ModelProto,
  modelCodec,
  type NodeProto,
  operatorSetIdCodec,
  type TensorProto,
  tensorTypeCodec,
  toTensorProto,
  typeCodec,
  valueInfoCodec,
} from '../../src/onnx/index.js';
import { createValueInfo, createNode as node } from '../../src/onnx/surgery/edit.js';

export const CHANNELS = 4;
export const CLASSES = 3;
export const SIDE = 6;

/** Numbers that look random, from −1 to 1. */
export const noise = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) % 1);

export const floats = (name: string, dims: number[], data?: Float32Array): TensorProto => {
  const values =
    data ??
    noise(
      dims.reduce((a, b) => a * b, 1),
      name.length + 2,
    );
  return toTensorProto({ dtype: 'float32', dims, data: values }, name);
};
export const integers = (name: string, values: number[], dims = [values.length]): TensorProto =>
  toTensorProto({ dtype: 'int64', dims, data: BigInt64Array.from(values, BigInt) }, name);

/** What follows the convolution, and what else the model has. */
export interface Parts {
  nodes: NodeProto[];
  constants?: TensorProto[];
  output?: string;
  image?: (number | string)[];
  opset?: number;
}

/** A classifier whose features are the mean of a convolution's four channels, ending in `nodes`. */
export function classifier({
  nodes,
  constants = [],
  output = 'out',
  image = ['n', 3, SIDE, SIDE],
  opset = 17,
}: Parts): ModelProto {
  return modelCodec.create({
    irVersion: 8,
    opsetImport: [operatorSetIdCodec.create({ version: opset })],
    graph: graphCodec.create({
      name: 'test',
      input: [createValueInfo('x', image)],
      output: [
        valueInfoCodec.create({
          name: output,
          type: typeCodec.create({ tensorType: tensorTypeCodec.create({ elemType: DATA_TYPE.float32 }) }),
        }),
      ],
      initializer: [
        floats('conv.weight', [CHANNELS, 3, 3, 3]),
        floats('fc.weight', [CLASSES, CHANNELS]),
        floats('fc.columns', [CHANNELS, CLASSES]),
        floats('fc.bias', [CLASSES]),
        floats('fc.pointwise', [CLASSES, CHANNELS, 1, 1]),
        ...constants,
      ],
      node: [node('Conv', ['x', 'conv.weight'], 'conv'), node('Relu', ['conv'], 'map'), ...nodes],
    }),
  });
}

export const pooled = [
  node('GlobalAveragePool', ['map'], 'pool'),
  node('Flatten', ['pool'], 'flat', { axis: 1 }),
];

export const image: Tensor = {
  dtype: 'float32',
  dims: [2, 3, SIDE, SIDE],
  data: noise(2 * 3 * SIDE * SIDE, 5),
};

export async function run(model: ModelProto, input: Tensor = image): Promise<Record<string, Tensor>> {
  const session = await openSession(formatModel(model), { device: 'cpu', threadCount: 1 });
  try {
    const names = session.outputs.map(({ name }) => name);
    return await session.run({ [session.inputs[0]!.name]: input }, names);
  } finally {
    await session.close();
  }
}

export const toArray = ({ data }: Tensor): number[] => Array.from(data as Float32Array);

/** Sums of four float32 products of size around one. */
const DIGITS = 5;
export function expectClose(actual: Tensor, expected: readonly number[]): void {
  expect(actual.data.length).toBe(expected.length);
  for (const [i, value] of toArray(actual).entries()) expect(value).toBeCloseTo(expected[i]!, DIGITS);
}

export const gemm = node('Gemm', ['flat', 'fc.weight', 'fc.bias'], 'scores', { transB: 1 });
