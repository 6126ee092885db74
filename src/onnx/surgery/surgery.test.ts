import { describe, expect, test } from 'vitest';
import { openSession, type Tensor } from '../../inference/index.js';
import {
  DATA_TYPE,
  findLinearHead,
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
} from '../index.js';
import { createValueInfo, createNode as node } from './edit.js';
import { exposeOutputs } from './expose.js';
import { inspectModel } from './inspect.js';
import { insertNormalization } from './normalization.js';
import { replaceHead } from './replace-head.js';

const CHANNELS = 4;
const CLASSES = 3;
const SIDE = 6;

/** Numbers that look random, from −1 to 1. */
const noise = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) % 1);

const floats = (name: string, dims: number[], data?: Float32Array): TensorProto => {
  const values =
    data ??
    noise(
      dims.reduce((a, b) => a * b, 1),
      name.length + 2,
    );
  return toTensorProto({ dtype: 'float32', dims, data: values }, name);
};
const integers = (name: string, values: number[], dims = [values.length]): TensorProto =>
  toTensorProto({ dtype: 'int64', dims, data: BigInt64Array.from(values, BigInt) }, name);

interface Parts {
  nodes: NodeProto[];
  constants?: TensorProto[];
  output?: string;
  image?: (number | string)[];
  opset?: number;
}

/** A classifier whose features are the mean of a convolution's four channels, ending in `nodes`. */
function classifier({
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

const pooled = [node('GlobalAveragePool', ['map'], 'pool'), node('Flatten', ['pool'], 'flat', { axis: 1 })];

const image: Tensor = { dtype: 'float32', dims: [2, 3, SIDE, SIDE], data: noise(2 * 3 * SIDE * SIDE, 5) };

async function run(model: ModelProto, input: Tensor = image): Promise<Record<string, Tensor>> {
  const session = await openSession(formatModel(model), { device: 'cpu', threadCount: 1 });
  try {
    const names = session.outputs.map(({ name }) => name);
    return await session.run({ [session.inputs[0]!.name]: input }, names);
  } finally {
    await session.close();
  }
}

const toArray = ({ data }: Tensor): number[] => Array.from(data as Float32Array);

/** Sums of four float32 products of size around one. */
const DIGITS = 5;
function expectClose(actual: Tensor, expected: readonly number[]): void {
  expect(actual.data.length).toBe(expected.length);
  for (const [i, value] of toArray(actual).entries()) expect(value).toBeCloseTo(expected[i]!, DIGITS);
}

/** Heads that give their scores as the graph's output. */
const linearHeads: Record<string, Parts> = {
  'Gemm with a transposed matrix': {
    nodes: [...pooled, node('Gemm', ['flat', 'fc.weight', 'fc.bias'], 'out', { transB: 1 })],
  },
  'Gemm with alpha and beta': {
    nodes: [
      ...pooled,
      node('Gemm', ['flat', 'fc.columns', 'fc.bias'], 'out', { alpha: { float: 0.5 }, beta: { float: 2 } }),
    ],
  },
  'Gemm without bias, behind Dropout': {
    nodes: [...pooled, node('Dropout', ['flat'], 'dropped'), node('Gemm', ['dropped', 'fc.columns'], 'out')],
  },
  'MatMul and Add': {
    nodes: [
      ...pooled,
      node('MatMul', ['flat', 'fc.columns'], 'product'),
      node('Add', ['fc.bias', 'product'], 'out'),
    ],
  },
  'MatMul with scale and shift behind it': {
    constants: [floats('scale', [], Float32Array.of(2.5))],
    nodes: [
      ...pooled,
      node('MatMul', ['flat', 'fc.columns'], 'product'),
      node('Mul', ['product', 'scale'], 'scaled'),
      node('Sub', ['fc.bias', 'scaled'], 'flipped'),
      node('Div', ['flipped', 'scale'], 'out'),
    ],
  },
  'MatMul with weights behind Transpose': {
    nodes: [
      ...pooled,
      node('Transpose', ['fc.weight'], 'columns', { perm: [1, 0] }),
      node('MatMul', ['flat', 'columns'], 'out'),
    ],
  },
  'Gemm with weights in eight bits': {
    constants: [
      toTensorProto(
        { dtype: 'int8', dims: [CLASSES, CHANNELS], data: Int8Array.from({ length: 12 }, (_, i) => i - 6) },
        'q',
      ),
      floats('q.scale', [CLASSES], Float32Array.of(0.1, 0.2, 0.3)),
      toTensorProto({ dtype: 'int8', dims: [CLASSES], data: Int8Array.of(1, 0, -1) }, 'q.zero'),
    ],
    nodes: [
      ...pooled,
      node('DequantizeLinear', ['q', 'q.scale', 'q.zero'], 'weights', { axis: 0 }),
      node('Gemm', ['flat', 'weights'], 'out', { transB: 1 }),
    ],
  },
  '1×1 convolution behind the pooling': {
    nodes: [
      node('GlobalAveragePool', ['map'], 'pool'),
      node('Conv', ['pool', 'fc.pointwise', 'fc.bias'], 'scores'),
      node('Flatten', ['scores'], 'out', { axis: 1 }),
    ],
  },
  '1×1 convolution before the pooling': {
    nodes: [
      node('Conv', ['map', 'fc.pointwise', 'fc.bias'], 'scores'),
      node('GlobalAveragePool', ['scores'], 'mean'),
      node('Flatten', ['mean'], 'out', { axis: 1 }),
    ],
  },
};

describe.each(Object.entries(linearHeads))('%s', (_name, parts) => {
  const model = classifier(parts);

  test('features, map and logits are exposed', async () => {
    expect(inspectModel(model)).toMatchObject({
      head: { classCount: CLASSES, featureCount: CHANNELS },
      featureMap: { value: 'map', channelCount: CHANNELS, kind: 'map' },
      isNormalized: false,
    });
    const exposed = exposeOutputs(model);
    const outputs = await run(exposed);
    expect(Object.keys(outputs).sort()).toEqual(['feature_map', 'features', 'logits']);
    expectClose(outputs.logits!, toArray((await run(model)).out!));
    const area = (SIDE - 2) ** 2;
    const maps = toArray(outputs.feature_map!);
    const means = toArray(outputs.features!).map((_, i) =>
      maps.slice(i * area, (i + 1) * area).reduce((sum, value) => sum + value / area, 0),
    );
    expectClose(outputs.features!, means);
    expect(findLinearHead(exposed, { features: 'features', logits: 'logits' })).toMatchObject({
      classCount: CLASSES,
    });
  });

  test.each([CLASSES, CLASSES + 4])('a new last layer of %i classes takes its place', async (classCount) => {
    const layer = {
      classCount,
      featureCount: CHANNELS,
      weights: noise(classCount * CHANNELS, 7),
      bias: noise(classCount, 11),
    };
    const features = toArray((await run(exposeOutputs(model))).features!);
    const replaced = replaceHead(model, layer);
    expect(replaced.graph.output[0]!.type?.tensorType?.shape?.dim.at(-1)?.dimValue).toBe(
      model.graph.output[0]!.type?.tensorType?.shape?.dim.at(-1)?.dimValue && classCount,
    );
    const { out } = await run(replaced);
    const expected = Array.from({ length: 2 * classCount }, (_, at) => {
      const [row, c] = [Math.floor(at / classCount), at % classCount];
      const products = Array.from(
        { length: CHANNELS },
        (_, i) => layer.weights[c * CHANNELS + i]! * features[row * CHANNELS + i]!,
      );
      return products.reduce((sum, product) => sum + product, layer.bias[c]!);
    });
    expectClose(out!, expected);
    expect(() => replaceHead(model, { ...layer, featureCount: 5 })).toThrow(/5 features to \d classes/);
  });
});

const gemm = node('Gemm', ['flat', 'fc.weight', 'fc.bias'], 'scores', { transB: 1 });

test.each(['Softmax', 'LogSoftmax', 'Sigmoid'])('a %s behind the scores is taken off', async (opType) => {
  const plain = classifier({ nodes: [...pooled, gemm], output: 'scores' });
  const model = classifier({ nodes: [...pooled, gemm, node(opType, ['scores'], 'out')] });
  expect(inspectModel(model).notes[0]).toBe(`The logits are the scores before ${opType}.`);
  expect(await run(exposeOutputs(model))).toEqual(await run(exposeOutputs(plain)));
});

test('values that have the new names already make way', async () => {
  const model = classifier({
    nodes: [
      node('GlobalAveragePool', ['map'], 'image'),
      node('Flatten', ['image'], 'logits', { axis: 1 }),
      node('Gemm', ['logits', 'fc.weight', 'fc.bias'], 'features', { transB: 1 }),
    ],
    output: 'features',
  });
  const outputs = await run(exposeOutputs(model));
  expect(outputs.features!.dims).toEqual([2, CHANNELS]);
  expectClose(outputs.logits!, toArray((await run(model)).features!));
});

test('a fixed number of images is freed where every node allows', async () => {
  const flatten = (shape: number[]): Parts => ({
    image: [1, 3, SIDE, SIDE],
    constants: [integers('shape', shape)],
    nodes: [
      node('GlobalAveragePool', ['map'], 'pool'),
      node('Reshape', ['pool', 'shape'], 'flat'),
      { ...gemm, output: ['out'] },
    ],
  });
  const free = classifier(flatten([1, CHANNELS]));
  expect((await run(exposeOutputs(free))).features!.dims).toEqual([2, CHANNELS]);
  expect(inspectModel(free).notes.at(-1)).toContain('an import of it takes any number');

  const stuck = classifier(flatten([CHANNELS, 1].reverse()));
  stuck.graph.node.splice(3, 0, node('Transpose', ['pool'], 'turned', { perm: [1, 0, 2, 3] }));
  stuck.graph.node[4]!.input[0] = 'turned';
  expect(inspectModel(stuck).notes.at(-1)).toContain('Transpose "turned" stands against more');
  await expect(run(exposeOutputs(stuck))).rejects.toMatchObject({ code: 'wrong-input-size' });
});

test('a network in half precision gives single', async () => {
  const half = (name: string, dims: number[]): TensorProto => ({
    ...toTensorProto(
      { dtype: 'uint16', dims, data: new Uint16Array(dims.reduce((a, b) => a * b, 1)).fill(0x3800) },
      name,
    ),
    dataType: DATA_TYPE.float16,
  });
  const model = classifier({
    constants: [half('half.weight', [CLASSES, CHANNELS])],
    nodes: [
      ...pooled,
      node('Cast', ['flat'], 'flat.half', { to: DATA_TYPE.float16 }),
      node('Gemm', ['flat.half', 'half.weight'], 'scores.half', { transB: 1 }),
      node('Cast', ['scores.half'], 'out', { to: DATA_TYPE.float32 }),
    ],
  });
  const { features, logits } = await run(exposeOutputs(model));
  // 0x3800 is one half; the features were rounded to 11 bits.
  const sums = [0, 1].map(
    (row) =>
      toArray(features!)
        .slice(row * CHANNELS, (row + 1) * CHANNELS)
        .reduce((a, b) => a + b) / 2,
  );
  expectClose(
    logits!,
    sums.flatMap((sum) => [sum, sum, sum]),
  );
  const layer = {
    classCount: CLASSES,
    featureCount: CHANNELS,
    weights: new Float32Array(12),
    bias: Float32Array.of(1, 2, 3),
  };
  expectClose((await run(replaceHead(model, layer))).out!, [1, 2, 3, 1, 2, 3]);
});

test('normalisation goes in front, and is then seen', async () => {
  const model = classifier({ nodes: [...pooled, { ...gemm, output: ['out'] }] });
  const [mean, std] = [
    [0.1, 0.2, 0.3],
    [0.5, 1, 2],
  ] as const;
  const normalized = insertNormalization(model, mean, std);
  expect(inspectModel(normalized).isNormalized).toBe(true);
  expect(normalized.graph.input[0]!.name).toBe('x');
  const area = SIDE * SIDE;
  const byHand = (image.data as Float32Array).map((value, i) => {
    const channel = Math.floor(i / area) % 3;
    return (value - mean[channel]!) / std[channel]!;
  });
  const expected = await run(model, { dtype: 'float32', dims: image.dims, data: byHand });
  expectClose((await run(normalized)).out!, toArray(expected.out!));
});

test('hidden layers give features that are not the map’s channels', () => {
  const model = classifier({
    constants: [floats('hidden', [7, CHANNELS * 16]), floats('last', [CLASSES, 7])],
    nodes: [
      node('MaxPool', ['map'], 'small', { kernel_shape: [1, 1] }),
      node('Flatten', ['small'], 'flat', { axis: 1 }),
      node('Gemm', ['flat', 'hidden'], 'inner', { transB: 1 }),
      node('Relu', ['inner'], 'active'),
      node('Gemm', ['active', 'last'], 'out', { transB: 1 }),
    ],
  });
  const { featureMap, features, notes } = inspectModel(model);
  expect({ featureMap, features }).toEqual({
    featureMap: { value: 'map', channelCount: CHANNELS, kind: 'map' },
    features: 'active',
  });
  expect(notes[0]).toContain('4 channels are not the 7 features');
});

test.each([
  ['their mean', node('ReduceMean', ['tokens'], 'flat', { axes: [1], keepdims: 0 })],
  ['the first', node('Gather', ['tokens', 'first'], 'flat', { axis: 1 })],
])('patch tokens become a map: %s is the features', async (_name, choice) => {
  const model = classifier({
    constants: [integers('first', [0], [])],
    nodes: [
      node('Flatten', ['map'], 'unused', { axis: 2 }),
      node('Reshape', ['map', 'columns'], 'columned'),
      node('Transpose', ['columned'], 'tokens', { perm: [0, 2, 1] }),
      choice,
      { ...gemm, output: ['out'] },
    ],
  });
  model.graph.initializer.push(integers('columns', [0, CHANNELS, -1]));
  expect(inspectModel(model).featureMap).toEqual({ value: 'tokens', channelCount: CHANNELS, kind: 'tokens' });
  const { feature_map } = await run(exposeOutputs(model));
  model.graph.output = [createValueInfo('map', ['n', CHANNELS, 4, 4])];
  expect(feature_map).toEqual((await run(model)).map);
});

describe('what cannot be an encoder is refused in words', () => {
  const usual: Parts = { nodes: [...pooled, { ...gemm, output: ['out'] }] };
  const withInput = (edit: (model: ModelProto) => void, parts: Parts = usual): ModelProto => {
    const model = classifier(parts);
    edit(model);
    return model;
  };
  const cases: Record<string, [string, ModelProto]> = {
    'no linear layer': ['no-linear-layer', classifier({ nodes: [...pooled, node('Relu', ['flat'], 'out')] })],
    'a convolution with a wide kernel at the end': [
      'no-linear-layer',
      classifier({ nodes: [], output: 'conv' }),
    ],
    'a ReLU between scores and pooling': [
      'no-linear-layer',
      classifier({
        nodes: [
          node('Conv', ['map', 'fc.pointwise'], 'scores'),
          node('Relu', ['scores'], 'active'),
          node('GlobalAveragePool', ['active'], 'out'),
        ],
      }),
    ],
    'features that come from no image': [
      'no-linear-layer',
      classifier({
        constants: [floats('fixed', [1, CHANNELS])],
        nodes: [node('Gemm', ['fixed', 'fc.weight'], 'out', { transB: 1 })],
      }),
    ],
    'integers at the end': [
      'quantised-model',
      classifier({ nodes: [...pooled, node('QLinearMatMul', ['flat'], 'out')] }),
    ],
    'two inputs': [
      'several-inputs',
      withInput((model) => model.graph.input.push(createValueInfo('mask', ['n', 1]))),
    ],
    'no input': ['unsupported-input', withInput((model) => (model.graph.input = []))],
    'greyscale images': ['unsupported-input', classifier({ ...usual, image: ['n', 1, SIDE, SIDE] })],
    'channels last': ['unsupported-input', classifier({ ...usual, image: ['n', SIDE, SIDE, 3] })],
    'an old operator set': ['unsupported-opset', classifier({ ...usual, opset: 6 })],
    'weights in another file': [
      'external-data',
      withInput((model) => {
        model.graph.initializer[0]!.dataLocation = 1;
      }),
    ],
  };
  test.each(Object.entries(cases))('%s', (_name, [code, model]) => {
    expect(() => exposeOutputs(model)).toThrow(expect.objectContaining({ code }));
    expect(() => inspectModel(model)).toThrow(expect.objectContaining({ code }));
  });
});

test('the model that came in stays as it was', () => {
  const model = classifier({
    nodes: [...pooled, gemm, node('Softmax', ['scores'], 'out')],
    image: [1, 3, SIDE, SIDE],
  });
  const before = formatModel(model);
  exposeOutputs(model);
  insertNormalization(model, [0, 0, 0], [1, 1, 1]);
  inspectModel(model);
  expect(Buffer.compare(formatModel(model), before)).toBe(0);
});
