/** Every rule against central differences of the forward graph, both run by onnxruntime. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawConstant, type GradientCase, measureGradientError } from '../../../test/finite-differences.js';
import type { GraphBuilder } from '../index.js';
import { LOCALLY_CONSTANT, RULES } from './rules/index.js';

/** Float32 rounding over a step of 1e-2 gives 1e-5 per output and curvature adds a step² term; a wrong rule is off by tenths. */
const TOLERANCE = 6e-3;

type Build = (graph: GraphBuilder) => string;
type Case = Omit<GradientCase, 'seed'>;

const X = { x: [2, 3, 4] };
const MAPS = { x: [2, 4, 6, 7] };
const unary =
  (operator: string, attributes = {}): Build =>
  ({ op }) =>
    op(operator, 'x', attributes);
const binary =
  (operator: string): Build =>
  ({ op }) =>
    op(operator, 'a', 'b');

/** At least one case for every operator with a rule. */
const CASES: Record<string, Case[]> = {
  Add: [
    { inputs: { a: [2, 3, 4], b: [3, 1] }, build: binary('Add') },
    { inputs: { a: [4], b: [2, 1, 4] }, build: binary('Add'), isDynamic: true },
  ],
  Sub: [{ inputs: { a: [2, 1, 4], b: [3, 1] }, build: binary('Sub') }],
  Mul: [{ inputs: { a: [2, 3, 4], b: [1, 4] }, build: binary('Mul'), isDynamic: true }],
  Div: [{ inputs: { a: [2, 3], b: [2, 1] }, build: binary('Div'), domain: 'positive' }],
  Pow: [
    { inputs: X, build: ({ op }) => op('Pow', 'x', 3), domain: 'positive' },
    { inputs: { a: [2, 3], b: [3] }, build: binary('Pow'), domain: 'positive' },
  ],
  Sum: [{ inputs: { a: [2, 3], b: [3], c: [1, 1] }, build: ({ op }) => op('Sum', 'a', 'b', 'c') }],
  Mean: [{ inputs: { a: [2, 3], b: [3], c: [2, 1] }, build: ({ op }) => op('Mean', 'a', 'b', 'c') }],
  Min: [{ inputs: { a: [5, 7] }, build: ({ op }) => op('Min', 'a', 0.125) }],
  Max: [{ inputs: { a: [5, 7] }, build: ({ op }) => op('Max', 'a', -0.125) }],
  Where: [{ inputs: { a: [3, 4], b: [4] }, build: ({ op }) => op('Where', op('Greater', 'a', 0), 'a', 'b') }],
  PRelu: [{ inputs: { a: [3, 4], b: [4] }, build: binary('PRelu') }],
  Identity: [{ inputs: X, build: unary('Identity') }],
  Dropout: [{ inputs: X, build: unary('Dropout') }],
  Neg: [{ inputs: X, build: unary('Neg') }],
  Cast: [{ inputs: X, build: ({ op }) => op('Cast', op('Cast', 'x', { to: 11 }), { to: 1 }) }],
  CastLike: [
    { inputs: X, constants: [drawConstant('k', [1], 1)], build: ({ op }) => op('CastLike', 'x', 'k') },
  ],
  Relu: [{ inputs: X, build: unary('Relu') }],
  LeakyRelu: [{ inputs: X, build: unary('LeakyRelu', { alpha: { float: 0.2 } }) }],
  ThresholdedRelu: [{ inputs: X, build: unary('ThresholdedRelu', { alpha: { float: 0.1 } }) }],
  Elu: [{ inputs: X, build: unary('Elu', { alpha: { float: 1.5 } }) }],
  Celu: [{ inputs: X, build: unary('Celu', { alpha: { float: 0.7 } }) }],
  Selu: [{ inputs: X, build: unary('Selu') }],
  Clip: [
    { inputs: X, build: ({ op }) => op('Clip', 'x', -0.1, 0.15) },
    { inputs: X, build: ({ op }) => op('Clip', 'x', -0.1) },
  ],
  Abs: [{ inputs: X, build: unary('Abs') }],
  Sigmoid: [{ inputs: X, build: unary('Sigmoid') }],
  HardSigmoid: [{ inputs: X, build: unary('HardSigmoid') }],
  HardSwish: [{ inputs: X, build: unary('HardSwish') }],
  Tanh: [{ inputs: X, build: unary('Tanh') }],
  Softplus: [{ inputs: X, build: unary('Softplus') }],
  Softsign: [{ inputs: X, build: unary('Softsign') }],
  Gelu: [
    { inputs: X, build: unary('Gelu'), opset: 20 },
    { inputs: X, build: unary('Gelu', { approximate: 'tanh' }), opset: 20 },
  ],
  Mish: [{ inputs: X, build: unary('Mish') }],
  Erf: [{ inputs: X, build: unary('Erf') }],
  Exp: [{ inputs: X, build: unary('Exp') }],
  Log: [{ inputs: X, build: unary('Log'), domain: 'positive' }],
  Sqrt: [{ inputs: X, build: unary('Sqrt'), domain: 'positive' }],
  Reciprocal: [{ inputs: { x: [2, 3] }, build: unary('Reciprocal'), domain: 'positive' }],
  Sin: [{ inputs: X, build: unary('Sin') }],
  Cos: [{ inputs: X, build: unary('Cos') }],
  Softmax: [
    { inputs: X, build: unary('Softmax') },
    { inputs: X, build: unary('Softmax', { axis: 1 }) },
  ],
  LogSoftmax: [{ inputs: X, build: unary('LogSoftmax', { axis: 0 }) }],
  Reshape: [{ inputs: X, build: ({ op }) => op('Reshape', op('Mul', 'x', 'x'), [4, -1]) }],
  Flatten: [{ inputs: X, build: unary('Flatten', { axis: 2 }), isDynamic: true }],
  Squeeze: [{ inputs: { x: [2, 1, 3] }, build: ({ op }) => op('Squeeze', 'x', [1]) }],
  Unsqueeze: [{ inputs: X, build: ({ op }) => op('Unsqueeze', 'x', [0, 2]) }],
  Transpose: [
    { inputs: X, build: unary('Transpose', { perm: [2, 0, 1] }) },
    { inputs: X, build: unary('Transpose') },
  ],
  Expand: [{ inputs: { x: [3, 1] }, build: ({ op }) => op('Expand', 'x', [2, 3, 4]) }],
  Concat: [
    { inputs: { a: [2, 3], b: [2, 2] }, build: ({ op }) => op('Concat', 'a', 'b', { axis: 1 }) },
    {
      inputs: { a: [2, 3], b: [2, 2] },
      build: ({ op }) => op('Concat', 'a', 'b', 'a', { axis: -1 }),
      isDynamic: true,
    },
  ],
  Split: [
    {
      inputs: { x: [2, 6] },
      // Only the second part is used: the others must get zeros.
      build: (graph) => graph.split(3, 'Split', 'x', [1, 3, 2], { axis: 1 })[1]!,
    },
  ],
  Slice: [
    { inputs: { x: [4, 7] }, build: ({ op }) => op('Slice', 'x', [1, 1], [4, 7], [0, 1], [1, 2]) },
    { inputs: { x: [4, 7] }, build: ({ op }) => op('Slice', 'x', [-1], [-6], [1], [-2]), isDynamic: true },
  ],
  Gather: [
    { inputs: { x: [4, 3] }, build: ({ op }) => op('Gather', 'x', [2, 0, 2], { axis: 0 }) },
    { inputs: { x: [2, 4, 3] }, build: ({ op }) => op('Gather', 'x', op('Squeeze', [1]), { axis: 1 }) },
  ],
  Pad: [
    { inputs: { x: [2, 3] }, build: ({ op }) => op('Pad', 'x', [0, 1, 2, 0]) },
    { inputs: { x: [3, 4] }, build: ({ op }) => op('Pad', 'x', [1, 2, 0, 1], { mode: 'reflect' }) },
    { inputs: { x: [3, 4] }, build: ({ op }) => op('Pad', 'x', [1, 0, 0, 2], { mode: 'edge' }) },
  ],
  DepthToSpace: [
    { inputs: { x: [1, 8, 2, 3] }, build: unary('DepthToSpace', { blocksize: 2 }) },
    { inputs: { x: [1, 8, 2, 3] }, build: unary('DepthToSpace', { blocksize: 2, mode: 'CRD' }) },
  ],
  SpaceToDepth: [{ inputs: { x: [1, 2, 4, 6] }, build: unary('SpaceToDepth', { blocksize: 2 }) }],
  Resize: [
    {
      inputs: { x: [1, 2, 3, 3] },
      build: (graph) => {
        graph.initializers.push(drawScales());
        return graph.op('Resize', 'x', '', 'scales', {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        });
      },
    },
  ],
  Tile: [{ inputs: { x: [2, 3] }, build: ({ op }) => op('Tile', 'x', [2, 3]) }],
  GatherElements: [
    {
      inputs: { x: [3, 4] },
      build: ({ op }) => op('GatherElements', 'x', op('Reshape', [0, 1, 2, 2], [1, 4]), { axis: 0 }),
    },
  ],
  GatherND: [
    {
      inputs: { x: [3, 4] },
      build: ({ op }) => op('GatherND', 'x', op('Reshape', [0, 1, 2, 2, 0, 1], [3, 2])),
    },
  ],
  BatchNormalization: [
    {
      inputs: { x: [2, 3, 2, 2] },
      constants: [drawConstant('mean', [3], 1), drawConstant('scale', [3], 2), drawConstant('shift', [3], 3)],
      build: ({ op }) => op('BatchNormalization', 'x', 'scale', 'shift', 'mean', op('Exp', 'mean')),
    },
  ],
  LayerNormalization: [
    {
      inputs: { x: [2, 3, 4] },
      constants: [drawConstant('scale', [4], 2), drawConstant('shift', [4], 3)],
      build: ({ op }) => op('LayerNormalization', 'x', 'scale', 'shift', { axis: -1 }),
    },
  ],
  InstanceNormalization: [
    {
      inputs: { x: [2, 3, 2, 3] },
      constants: [drawConstant('scale', [3], 2), drawConstant('shift', [3], 3)],
      build: ({ op }) => op('InstanceNormalization', 'x', 'scale', 'shift'),
    },
  ],
  ReduceSum: [
    { inputs: X, build: ({ op }) => op('ReduceSum', 'x', [1], { keepdims: 0 }) },
    { inputs: X, build: ({ op }) => op('ReduceSum', 'x') },
  ],
  ReduceMean: [
    { inputs: X, build: ({ op }) => op('ReduceMean', 'x', [0, -1], { keepdims: 1 }), isDynamic: true },
  ],
  ReduceMax: [{ inputs: X, build: ({ op }) => op('ReduceMax', 'x', [2], { keepdims: 0 }) }],
  ReduceMin: [{ inputs: X, build: ({ op }) => op('ReduceMin', 'x', [1]) }],
  ReduceProd: [{ inputs: { x: [2, 3] }, build: ({ op }) => op('ReduceProd', 'x', [1]), domain: 'positive' }],
  ReduceL1: [{ inputs: X, build: ({ op }) => op('ReduceL1', 'x', [1]) }],
  ReduceL2: [{ inputs: X, build: ({ op }) => op('ReduceL2', 'x', [1, 2]) }],
  ReduceSumSquare: [{ inputs: X, build: ({ op }) => op('ReduceSumSquare', 'x', [2]) }],
  ReduceLogSum: [{ inputs: X, build: ({ op }) => op('ReduceLogSum', 'x', [2]), domain: 'positive' }],
  ReduceLogSumExp: [{ inputs: X, build: ({ op }) => op('ReduceLogSumExp', 'x', [1], { keepdims: 0 }) }],
  GlobalAveragePool: [{ inputs: MAPS, build: unary('GlobalAveragePool'), isDynamic: true }],
  GlobalMaxPool: [{ inputs: { x: [2, 3, 3, 3] }, build: unary('GlobalMaxPool') }],
  MatMul: [
    { inputs: { a: [2, 3], b: [3, 4] }, build: binary('MatMul') },
    { inputs: { a: [2, 1, 3, 4], b: [5, 4, 2] }, build: binary('MatMul') },
    { inputs: { a: [3], b: [2, 3, 4] }, build: binary('MatMul') },
    { inputs: { a: [2, 3, 4], b: [4] }, build: binary('MatMul'), isDynamic: true },
  ],
  Gemm: [0, 1].flatMap((transA) =>
    [0, 1].map((transB) => ({
      inputs: { a: transA ? [3, 2] : [2, 3], b: transB ? [4, 3] : [3, 4], c: [4] },
      build: ({ op }: GraphBuilder) =>
        op('Gemm', 'a', 'b', 'c', { transA, transB, alpha: { float: 0.5 }, beta: { float: 2 } }),
    })),
  ),
  Conv: [
    {
      inputs: { x: [2, 3, 8] },
      constants: [drawConstant('w', [4, 3, 3], 2)],
      build: ({ op }) => op('Conv', 'x', 'w', { strides: [2], pads: [1, 1] }),
    },
  ],
  MaxPool: [
    { inputs: MAPS, build: unary('MaxPool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }) },
  ],
  AveragePool: [{ inputs: MAPS, build: unary('AveragePool', { kernel_shape: [2, 3], strides: [1, 2] }) }],
};

/** [1, 1, 2, 3] as float32. */
function drawScales() {
  const scales = drawConstant('scales', [4], 0);
  return { ...scales, rawData: new Uint8Array(Float32Array.of(1, 1, 2, 3).buffer) };
}

describe('each rule agrees with central differences', () => {
  for (const [operator, cases] of Object.entries(CASES)) {
    test(operator, async () => {
      for (const [place, one] of cases.entries()) {
        expect(await measureGradientError({ ...one, seed: place + 1 }), `case ${place + 1}`).toBeLessThan(
          TOLERANCE,
        );
      }
    });
  }
});

test('every operator with a rule has a case', () => {
  // GroupNormalization needs opset 21, which this onnxruntime's upgrade path does not take; its rule is that of InstanceNormalization.
  const missing = Object.keys(RULES).filter(
    (operator) => !(operator in CASES) && operator !== 'GroupNormalization',
  );
  expect(missing).toEqual([]);
});

test('no operator both has a rule and lets nothing through', () => {
  expect(Object.keys(RULES).filter((operator) => LOCALLY_CONSTANT.has(operator))).toEqual([]);
});

const window = fc.record({
  height: fc.integer({ min: 4, max: 7 }),
  width: fc.integer({ min: 4, max: 7 }),
  kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.integer({ min: 1, max: 2 }),
  pads: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 }),
  isDynamic: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});
/** Bounded: each run opens two sessions and evaluates every element twice. */
const RUNS = { numRuns: 15 };

test('convolutions of any stride, padding, dilation and groups', async () => {
  await fc.assert(
    fc.asyncProperty(window, fc.constantFrom(1, 2, 4), async (shape, group) => {
      const { height, width, kernel, strides, dilation, pads, isDynamic, seed } = shape;
      fc.pre(height > dilation * (kernel[0] - 1) && width > dilation * (kernel[1] - 1));
      const error = await measureGradientError({
        inputs: { x: [2, 4, height, width] },
        constants: [drawConstant('w', [4, 4 / group, ...kernel], seed)],
        build: ({ op }) =>
          op('Conv', 'x', 'w', { strides: [...strides], pads, dilations: [dilation, dilation], group }),
        isDynamic,
        seed,
      });
      expect(error).toBeLessThan(TOLERANCE);
    }),
    RUNS,
  );
});

test('pooling with overlaps, padding and rounding up', async () => {
  const kinds = fc.constantFrom('MaxPool', 'AveragePool');
  await fc.assert(
    fc.asyncProperty(window, kinds, fc.boolean(), fc.boolean(), async (shape, operator, ceil, countPads) => {
      const { height, width, kernel, strides, pads, isDynamic, seed } = shape;
      // Padding may not be as wide as the window.
      const narrow = pads.map((pad, side) => Math.min(pad, kernel[side % 2]! - 1));
      const counted = operator === 'AveragePool' ? { count_include_pad: Number(countPads) } : {};
      const error = await measureGradientError({
        inputs: { x: [1, 2, height, width] },
        build: unary(operator, {
          kernel_shape: [...kernel],
          strides: [...strides],
          pads: narrow,
          ceil_mode: Number(ceil),
          ...counted,
        }),
        isDynamic,
        seed,
      });
      expect(error).toBeLessThan(TOLERANCE);
    }),
    RUNS,
  );
});
