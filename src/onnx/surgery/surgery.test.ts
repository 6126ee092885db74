import { describe, expect, test } from 'vitest';
import {
  CHANNELS,
  CLASSES,
  classifier,
  expectClose,
  floats,
  gemm,
  image,
  integers,
  type Parts,
  pooled,
  run,
  SIDE,
  toArray,
} from '../../../test/studies/small-classifier.js';
import { DATA_TYPE, formatModel, type ModelProto, type TensorProto, toTensorProto } from '../index.js';
import { createValueInfo, createNode as node } from './edit.js';
import { exposeOutputs } from './expose.js';
import { inspectModel } from './inspect.js';
import { insertNormalization } from './normalization.js';
import { replaceHead } from './replace-head.js';

test.each(['Softmax', 'LogSoftmax', 'Sigmoid'])('a %s behind the scores is taken off', async (opType) => {
  const plain = classifier({ nodes: [...pooled, gemm], output: 'scores' });
  const model = classifier({ nodes: [...pooled, gemm, node(opType, ['scores'], 'out')] });
  expect(inspectModel(model).notes[0]!.text).toBe(`The logits are the scores before ${opType}.`);
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
  expect(inspectModel(free).notes.at(-1)!.text).toContain('an import of it takes any number');

  const stuck = classifier(flatten([CHANNELS, 1].reverse()));
  stuck.graph.node.splice(3, 0, node('Transpose', ['pool'], 'turned', { perm: [1, 0, 2, 3] }));
  stuck.graph.node[4]!.input[0] = 'turned';
  expect(inspectModel(stuck).notes.at(-1)!.text).toContain('Transpose "turned" stands against more');
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
  expect(notes[0]!.text).toContain('4 channels are not the 7 features');
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
