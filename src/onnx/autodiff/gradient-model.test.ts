import { describe, expect, it } from 'vitest';
import { buildForwardModel, drawConstant } from '../../../test/finite-differences.js';
import {
  computeDifference,
  createModel,
  createNode,
  drawImages,
  floats,
  ROUNDING,
  run,
  valuesOf,
} from '../../../test/studies/small-models.js';
import {
  attributeCodec,
  buildGradientModel,
  type GraphBuilder,
  graphCodec,
  type NodeProto,
  nodeCodec,
} from '../index.js';

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

  it('are told of graphs inside nodes that would have to be rewritten, also beside the path', () => {
    const branchOf = (inner: NodeProto): NodeProto => {
      const branch = graphCodec.create({ node: [inner] });
      const attribute = [attributeCodec.create({ name: 'then_branch', type: 5, g: branch })];
      return nodeCodec.create({
        opType: 'If',
        name: 'choice',
        input: ['condition'],
        output: ['z'],
        attribute,
      });
    };
    const differentiate = (inner: NodeProto, opset: number) => () =>
      buildGradientModel(createModel([branchOf(inner), createNode('Relu', ['x'], 'y')], opset, [2, 3]), {
        of: { output: 'y' },
        withRespectTo: ['x'],
      });
    // Softmax means something else from opset 13 on; left as it is, the branch would compute another function.
    const softmax = createNode('Softmax', ['x'], 'inner');
    expect(differentiate(softmax, 11)).toThrow(code('control-flow-not-followed'));
    expect(differentiate(softmax, 11)).toThrow(/"choice" \(If\).*Softmax, as opset 11 spells it/);
    expect(differentiate(softmax, 18)).not.toThrow();
    expect(differentiate(createNode('Identity', ['x'], 'inner'), 11)).not.toThrow();
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
