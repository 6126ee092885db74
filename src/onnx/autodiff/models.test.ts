import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildForwardModel, createNumbers, drawConstant } from '../../../test/finite-differences.js';
import { bundledEncoderFolder } from '../../inference/index.js';
import { parseNpy } from '../../storage/index.js';
import {
  type Attributes,
  attributeCodec,
  buildAttackModel,
  buildFeatureGradientModel,
  buildGradientModel,
  DATA_TYPE,
  formatModel,
  type GraphBuilder,
  graphCodec,
  type ModelProto,
  modelCodec,
  type NodeProto,
  nodeCodec,
  operatorSetIdCodec,
  parseModel,
  toAttribute,
  toValueInfo,
} from '../index.js';

const ORACLES = fileURLToPath(new URL('../../../../shared/oracles/', import.meta.url));
const absent = ' (skipped where ../shared/oracles is absent)';
/** The contract's bound; float32 sums in another order differ by 1e-6 here. */
const GRADIENT_TOLERANCE = 1e-3;
/** The same graph in other words: rounding only. */
const ROUNDING = 1e-5;

type Feeds = Record<string, Tensor>;

async function run(model: ModelProto, feeds: Feeds): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(formatModel(model), { intraOpNumThreads: 1 });
  const outputs = await session.run(feeds);
  await session.release();
  return outputs as Record<string, Tensor>;
}

function floats(dims: readonly number[], data: ArrayLike<number>): Tensor {
  return new Tensor('float32', Float32Array.from(data), dims);
}

function integers(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);
}

function drawImages(dims: readonly number[], seed: number): Tensor {
  const count = dims.reduce((product, length) => product * length, 1);
  return floats(dims, Array.from({ length: count }, createNumbers(seed)));
}

/** ‖a − b‖ / ‖b‖ */
function computeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const a = Array.from(actual);
  return Math.hypot(...a.map((value, k) => value - expected[k]!)) / Math.hypot(...Array.from(expected));
}

function valuesOf(tensor: Tensor | undefined): Float32Array {
  return tensor!.data as Float32Array;
}

const lastGemmInput = ({ graph }: ModelProto): string =>
  graph.node.findLast(({ opType }) => opType === 'Gemm')!.input[0]!;

describe.each(['mobilenet-v2', 'shufflenet-v2', 'densenet', 'vit'])('%s', (name) => {
  const folder = join(ORACLES, name);
  const present = existsSync(folder);
  const read = (file: string): Tensor => {
    const { shape, data } = parseNpy(readFileSync(join(folder, file)));
    return floats(shape, data as Float32Array);
  };
  const find = (kind: string): string => readdirSync(folder).find((file) => file.startsWith(kind))!;

  it.skipIf(!present)(`${name} has PyTorch's features and input gradient${absent}`, async () => {
    const model = parseModel(readFileSync(join(folder, 'model.onnx')));
    const features = lastGemmInput(model);
    const image = read('input.npy');
    const feature = Number(/gradient-f(\d+)/.exec(find('gradient'))![1]);
    const outputs = await run(buildFeatureGradientModel(model, { features }), {
      image,
      feature_index: integers(Array.from({ length: image.dims[0]! }, () => feature)),
    });
    expect(computeDifference(valuesOf(outputs[features]), valuesOf(read('features.npy')))).toBeLessThan(1e-4);
    const expected = valuesOf(read(find('gradient')));
    expect(computeDifference(valuesOf(outputs.feature_gradient), expected)).toBeLessThan(GRADIENT_TOLERANCE);
  });

  it.skipIf(!present)(`${name} attacked ends near PyTorch's images${absent}`, async () => {
    const model = parseModel(readFileSync(join(folder, 'model.onnx')));
    const file = find('attack');
    const [, feature, steps, size] = /f(\d+)-t(\d+)-s([\d.]+)\.npy/.exec(file)!.map(Number);
    const attack = await InferenceSession.create(
      formatModel(buildAttackModel(model, { features: lastGemmInput(model) })),
    );
    let image = read('input.npy');
    const feature_index = integers(Array.from({ length: image.dims[0]! }, () => feature!));
    for (let step = 0; step < steps!; step++) {
      const outputs = await attack.run({ image, feature_index, step_size: floats([], [size!]) });
      image = outputs.attacked_image as Tensor;
    }
    const [ours, theirs] = [valuesOf(image), valuesOf(read(file))];
    const perImage = Array.from({ length: image.dims[0]! }, (_, row) => {
      const [start, end] = [row, row + 1].map((at) => (at * ours.length) / image.dims[0]!);
      return computeDifference(ours.subarray(start, end), theirs.subarray(start, end));
    }).sort((a, b) => a - b);
    // One image in four may cross a kink of the network the other way, by a rounding error; its path parts from there (docs/guide/encoders.md).
    expect(perImage.at(-2)).toBeLessThan(1e-4);
    const meanDifference =
      ours.reduce((sum, value, k) => sum + Math.abs(value - theirs[k]!), 0) / ours.length;
    expect(meanDifference).toBeLessThan(1e-2);
  });
});

describe('the bundled encoder', async () => {
  const model = parseModel(readFileSync(join(bundledEncoderFolder(), 'model.onnx')));
  const images = drawImages([3, 3, 32, 32], 5);
  const options = { features: 'features' };
  /** The most active feature of each image: those at 0 have no gradient. */
  const { features: activations } = await run(buildFeatureGradientModel(model, options), {
    image: images,
    feature_index: integers([0, 0, 0]),
  });
  const width = activations!.dims[1]!;
  const indices = [0, 1, 2].map((row) => {
    const own = valuesOf(activations).subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.max(...own));
  });
  const feature_index = integers(indices);

  it('differentiates a feature of its own for each image of a batch', async () => {
    const gradientModel = buildFeatureGradientModel(model, options);
    const together = await run(gradientModel, { image: images, feature_index });
    const size = images.data.length / 3;
    for (const [row, index] of indices.entries()) {
      const own = floats([1, 3, 32, 32], valuesOf(images).subarray(row * size, (row + 1) * size));
      const alone = await run(gradientModel, { image: own, feature_index: integers([index]) });
      const part = valuesOf(together.feature_gradient).subarray(row * size, (row + 1) * size);
      expect(computeDifference(part, valuesOf(alone.feature_gradient))).toBeLessThan(ROUNDING);
    }
  });

  it('predicts the change of a feature along its gradient', async () => {
    const gradients = await run(buildFeatureGradientModel(model, options), { image: images, feature_index });
    const gradient = valuesOf(gradients.feature_gradient);
    const norm = Math.hypot(...gradient.map((g) => g));
    const step = 0.02;
    const sumAfter = async (sign: number): Promise<number> => {
      const moved = valuesOf(images).map((x, k) => x + (sign * step * gradient[k]!) / norm);
      const { features } = await run(buildFeatureGradientModel(model, options), {
        image: floats(images.dims, moved),
        feature_index,
      });
      return indices.reduce((sum, index, row) => sum + valuesOf(features)[row * width + index]!, 0);
    };
    const numeric = ((await sumAfter(1)) - (await sumAfter(-1))) / (2 * step);
    // Some of the network's many kinks lie between the two points.
    expect(numeric / norm).toBeCloseTo(1, 1);
  });

  it('steps by the formula of the feature attack', async () => {
    const { feature_gradient } = await run(buildFeatureGradientModel(model, options), {
      image: images,
      feature_index,
    });
    const size = 2.5;
    const attacked = await run(buildAttackModel(model, options), {
      image: images,
      feature_index,
      step_size: floats([], [size]),
    });
    const [x, g] = [valuesOf(images), valuesOf(feature_gradient)];
    const pixels = x.length / 3;
    const expected = x.map((value, k) => {
      const row = Math.floor(k / pixels);
      const norm = Math.hypot(...g.subarray(row * pixels, (row + 1) * pixels));
      return Math.min(Math.max(value + (size * g[k]!) / (norm + 1e-10), 0), 1);
    });
    expect(computeDifference(valuesOf(attacked.attacked_image), expected)).toBeLessThan(ROUNDING);
  }, 30_000);

  it('stays as it was, and its head falls away', () => {
    const before = formatModel(model);
    const gradientModel = buildFeatureGradientModel(model, options);
    expect(Buffer.compare(formatModel(model), before)).toBe(0);
    expect(gradientModel.graph.output.map(({ name }) => name)).toEqual(['features', 'feature_gradient']);
    expect(gradientModel.graph.node.some(({ opType }) => opType === 'Gemm')).toBe(false);
  });
});

it('steps of the length asked for, also where a norm has 150,528 terms', async () => {
  const model = buildForwardModel({
    inputs: { image: [1, 3, 224, 224] },
    constants: [drawConstant('w', [4, 3, 5, 5], 1)],
    build: ({ op }) => op('Flatten', op('GlobalAveragePool', op('Conv', 'image', 'w'))),
    seed: 0,
  });
  const image = floats([1, 3, 224, 224], new Float32Array(150_528).fill(0.5));
  const size = 50;
  const outputs = await run(buildAttackModel(model, { features: 'y' }), {
    image,
    feature_index: integers([2]),
    step_size: floats([], [size]),
  });
  const step = valuesOf(outputs.attacked_image).map((value) => value - 0.5);
  const length = Math.sqrt(step.reduce((sum, value) => sum + value * value, 0));
  // No pixel reaches a bound. Equal terms are the worst case of a float32 sum: they are all rounded to the same side.
  expect(step.every((value) => Math.abs(value) < 0.5)).toBe(true);
  expect(Math.abs(length / size - 1)).toBeLessThan(5e-6);
});

describe('at kinks and ties', () => {
  const gradientOf = async (x: number[], build: (graph: GraphBuilder) => string): Promise<number[]> => {
    const model = buildForwardModel({ inputs: { x: [1, 1, 1, x.length] }, build, seed: 0 });
    const outputs = await run(
      buildGradientModel(model, { of: { output: 'y' }, withRespectTo: ['x'], gradientNames: ['g'] }),
      { x: floats([1, 1, 1, x.length], x) },
    );
    return Array.from(valuesOf(outputs.g));
  };

  it('takes the sides that PyTorch takes', async () => {
    expect(await gradientOf([-1, 0, 1], ({ op }) => op('Relu', 'x'))).toEqual([0, 0, 1]);
    expect(await gradientOf([-1, 0, 1], ({ op }) => op('Abs', 'x'))).toEqual([-1, 0, 1]);
    expect(await gradientOf([0, 1, 2], ({ op }) => op('Clip', 'x', 0, 1))).toEqual([1, 1, 0]);
  });

  it('gives the first of equal maxima of a window everything, and shares elsewhere', async () => {
    const window = { kernel_shape: [1, 2], strides: [1, 1] };
    expect(await gradientOf([3, 3, 3, 1], ({ op }) => op('MaxPool', 'x', window))).toEqual([1, 1, 1, 0]);
    expect(await gradientOf([3, 3, 1], ({ op }) => op('ReduceMax', 'x', [3]))).toEqual([0.5, 0.5, 0]);
    expect(await gradientOf([3, 3, 1], ({ op }) => op('GlobalMaxPool', 'x'))).toEqual([0.5, 0.5, 0]);
    expect(await gradientOf([2, 1], ({ op }) => op('Max', 'x', 2))).toEqual([0.5, 0]);
  });
});

/** A model of nodes as they are, to test spellings of older opsets. */
function createModel(node: NodeProto[], opset: number, dims: number[], irVersion = 8): ModelProto {
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

function createNode(opType: string, input: string[], output: string, attributes: Attributes = {}): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
  return nodeCodec.create({ opType, input, output: [output], attribute });
}

describe('older opsets', () => {
  const attributesFirst = [
    createNode('Clip', ['x'], 'a', { min: { float: -0.4 }, max: { float: 0.3 } }),
    createNode('Slice', ['a'], 'b', { starts: [1], ends: [4], axes: [2] }),
    createNode('Pad', ['b'], 'c', { pads: [0, 0, 1, 0, 0, 2], value: { float: 0.5 } }),
    createNode('Unsqueeze', ['c'], 'd', { axes: [0] }),
    createNode('Squeeze', ['d'], 'e', { axes: [0] }),
    createNode('Softmax', ['e'], 'f'),
    createNode('ReduceSum', ['f'], 'g', { axes: [1], keepdims: 0 }),
    createNode('Dropout', ['g'], 'h', { ratio: { float: 0.3 } }),
    createNode('ReduceMax', ['h'], 'y', { axes: [1] }),
  ];

  // Opset 9 is older than onnxruntime's own oldest guarantee, but it runs these operators.
  it('are upgraded to the same function', async () => {
    const model = createModel(attributesFirst, 9, [2, 3, 5], 4);
    const x = drawImages([2, 3, 5], 3);
    const before = await run(model, { x });
    const gradientModel = buildGradientModel(model, {
      of: { output: 'y' },
      withRespectTo: ['x'],
      keepOutputs: ['y'],
    });
    const after = await run(gradientModel, { x });
    expect(computeDifference(valuesOf(after.y), valuesOf(before.y))).toBeLessThan(ROUNDING);
    // The whole gradient along a direction, by differences in the original.
    const direction = valuesOf(drawImages([2, 3, 5], 4));
    const sumAt = async (t: number): Promise<number> => {
      const moved = floats(
        x.dims,
        valuesOf(x).map((value, k) => value + t * direction[k]!),
      );
      return valuesOf((await run(model, { x: moved })).y).reduce((sum, value) => sum + value, 0);
    };
    const step = 1e-3;
    const numeric = ((await sumAt(step)) - (await sumAt(-step))) / (2 * step);
    const analytic = valuesOf(after.x_gradient).reduce((sum, g, k) => sum + g * direction[k]!, 0);
    // Results of size 1 rounded by 6e-8, over a step of 1e-3.
    expect(analytic).toBeCloseTo(numeric, 3);
  });

  it('whose meaning nobody wrote down here are refused', () => {
    const upsample = createModel([createNode('Upsample', ['x', 's'], 'y')], 9, [1, 1, 2, 2]);
    const differentiate = () => buildGradientModel(upsample, { of: { output: 'y' }, withRespectTo: ['x'] });
    expect(differentiate).toThrow(expect.objectContaining({ code: 'operator-not-upgradable' }));
    expect(() =>
      buildGradientModel(createModel([createNode('Relu', ['x'], 'y')], 6, [1]), {
        of: { output: 'y' },
        withRespectTo: ['x'],
      }),
    ).toThrow(expect.objectContaining({ code: 'opset-too-old' }));
  });
});

describe('errors', () => {
  const fails = (nodes: NodeProto[], of = 'y', by = 'x') => {
    const model = createModel(nodes, 18, [2, 3]);
    return expect(() => buildGradientModel(model, { of: { output: of }, withRespectTo: [by] }));
  };
  const code = (name: string) => expect.objectContaining({ code: name });

  it('name an operator without rule and its node', () => {
    const node = { ...createNode('Det', ['x'], 'y'), name: '/head/Det' };
    fails([node]).toThrow(code('operator-without-gradient'));
    fails([node]).toThrow(/"\/head\/Det" \(Det\)/);
    const own = { ...node, domain: 'my.domain' };
    fails([own]).toThrow(/my\.domain\.Det/);
  });

  it('do not arise for operators beside the path', () => {
    fails([createNode('Det', ['x'], 'z'), createNode('Relu', ['x'], 'y')]).not.toThrow();
  });

  it('say that control flow is in the way', () => {
    const branch = graphCodec.create({ node: [createNode('Identity', ['x'], 'inner')] });
    const attribute = [attributeCodec.create({ name: 'then_branch', type: 5, g: branch })];
    const node = nodeCodec.create({ opType: 'If', input: ['condition'], output: ['y'], attribute });
    fails([node]).toThrow(/control flow/);
  });

  it('tell of values that do not exist, do not matter, or come too late', () => {
    fails([createNode('Relu', ['x'], 'y')], 'z').toThrow(code('unknown-value'));
    fails([createNode('Sign', ['x'], 'y')]).toThrow(code('no-gradient-path'));
    fails([createNode('Relu', ['a'], 'y'), createNode('Tanh', ['x'], 'a')]).toThrow(code('no-gradient-path'));
    const loop = [createNode('Add', ['x', 'y'], 'a'), createNode('Relu', ['a'], 'y')];
    fails(loop).toThrow(code('graph-not-sorted'));
  });

  it('name the input that has no gradient', () => {
    const node = createNode('Clip', ['k', 'x'], 'y');
    fails([createNode('ConstantOfShape', ['shape'], 'k'), node]).toThrow(code('input-without-gradient'));
  });
});

it('weights of a network can be differentiated by, weighted outputs too', async () => {
  const model = buildForwardModel({
    inputs: { x: [2, 3] },
    constants: [drawConstant('w', [4, 3], 1)],
    build: ({ op }) => op('Gemm', 'x', 'w', { transB: 1 }),
    seed: 0,
  });
  const x = floats([2, 3], [1, 2, 3, 4, 5, 6]);
  const weights = floats([2, 4], [1, 0, 0, 2, 0, 1, 0, 0]);
  const gradientModel = buildGradientModel(model, {
    of: { output: 'y', weights: 'weights' },
    withRespectTo: ['w'],
  });
  const outputs = await run(gradientModel, { x, weights });
  // weightsᵀ x
  expect(Array.from(valuesOf(outputs.w_gradient))).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0, 2, 4, 6]);
});
