import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawConstant, type GradientCase, measureGradientError } from '../../../test/finite-differences.js';
import { toTensorProto } from '../graph/tensor.js';
import { LOCALLY_CONSTANT, RULES } from './rules/index.js';

/** See `measureGradientError`: differences over 1e-2 of float32 results of size 1 to 10, and curvature. */
const TOLERANCE = 5e-3;
/** Bounded: each run opens two sessions and evaluates every element twice. */
const RUNS = 6;
/** Windows have many settings. */
const WINDOW_RUNS = 25;

type Shape = readonly number[];
type Case = Omit<GradientCase, 'seed'>;

const tested = new Set<string>();

/** Tests rules on random shapes, with the lengths of axes known to the graph or not. */
function testGradient<P>(
  opTypes: string,
  label: string,
  parameters: fc.Arbitrary<P>,
  create: (drawn: P, seed: number) => Case,
  numRuns = RUNS,
) {
  for (const opType of opTypes.split(' ')) tested.add(opType);
  it(`${opTypes} ${label}`, async () => {
    await fc.assert(
      fc.asyncProperty(parameters, fc.nat(1e6), fc.boolean(), async (drawn, seed, isDynamic) => {
        const error = await measureGradientError({ isDynamic, ...create(drawn, seed), seed });
        expect(error).toBeLessThan(TOLERANCE);
      }),
      { numRuns },
    );
  });
}

const length = fc.integer({ min: 1, max: 4 });
const shape = fc.array(length, { minLength: 1, maxLength: 4 });
const image = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 5, max: 7 }),
  fc.integer({ min: 5, max: 7 }),
);
const small = fc.tuple(
  fc.integer({ min: 1, max: 2 }),
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 2, max: 4 }),
  fc.integer({ min: 2, max: 4 }),
);

/** Two shapes that broadcast: some axes of either are 1, the second may lack leading ones. */
const broadcastPair = fc
  .record({
    full: shape,
    ones: fc.array(fc.constantFrom('none', 'a', 'b'), { minLength: 4, maxLength: 4 }),
    drop: fc.nat(3),
  })
  .map(({ full, ones, drop }): { a: Shape; b: Shape } => ({
    a: full.map((n, axis) => (ones[axis] === 'a' ? 1 : n)),
    b: full.map((n, axis) => (ones[axis] === 'b' ? 1 : n)).slice(Math.min(drop, full.length)),
  }));

function floats(name: string, dims: Shape, values: readonly number[]) {
  return toTensorProto({ dtype: 'float32', dims: [...dims], data: Float32Array.from(values) }, name);
}

function ints(name: string, values: readonly number[], dims: Shape = [values.length]) {
  return toTensorProto({ dtype: 'int64', dims: [...dims], data: BigInt64Array.from(values, BigInt) }, name);
}

describe('elementwise rules', () => {
  const plain =
    'Identity Neg Relu ThresholdedRelu LeakyRelu Elu Celu Selu Abs Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Mish Erf Exp Sin Cos';
  for (const opType of plain.split(' ')) {
    testGradient(opType, 'of any shape', shape, (dims) => ({
      inputs: { x: dims },
      build: ({ op }) => op(opType, 'x'),
    }));
  }
  for (const opType of ['Log', 'Sqrt', 'Reciprocal']) {
    testGradient(opType, 'of positive numbers', shape, (dims) => ({
      inputs: { x: dims },
      domain: 'positive',
      build: ({ op }) => op(opType, 'x'),
    }));
  }
  testGradient('LeakyRelu Elu Celu Selu HardSigmoid', 'with their own constants', shape, (dims) => ({
    inputs: { x: dims },
    build: ({ op }) => {
      const leaky = op('LeakyRelu', 'x', { alpha: { float: 0.3 } });
      const elu = op('Elu', op('Celu', leaky, { alpha: { float: 2 } }), { alpha: { float: 0.7 } });
      return op('HardSigmoid', op('Selu', elu, { alpha: { float: 1.2 }, gamma: { float: 1.1 } }), {
        alpha: { float: 0.05 },
      });
    },
  }));
  testGradient(
    'Gelu',
    'in both forms',
    fc.tuple(shape, fc.constantFrom('none', 'tanh')),
    ([dims, approximate]) => ({
      inputs: { x: dims },
      opset: 20,
      build: ({ op }) => op('Gelu', 'x', { approximate }),
    }),
  );
  testGradient(
    'Clip',
    'with one, both or no bounds',
    fc.tuple(shape, fc.boolean(), fc.boolean()),
    ([dims, low, high]) => ({
      inputs: { x: dims },
      // Values are odd multiples of 0.0125; the bounds lie between two of them.
      build: (graph) =>
        graph.op('Clip', 'x', low ? graph.addScalar(-0.1) : '', high ? graph.addScalar(0.15) : ''),
    }),
  );
  testGradient(
    'Softmax LogSoftmax',
    'along any axis',
    fc.tuple(shape, fc.integer({ min: -4, max: 3 }), fc.boolean()),
    ([dims, drawn, isLog]) => {
      const axis = Math.min(Math.max(drawn, -dims.length), dims.length - 1);
      return { inputs: { x: dims }, build: ({ op }) => op(isLog ? 'LogSoftmax' : 'Softmax', 'x', { axis }) };
    },
  );
  testGradient('Cast CastLike Dropout', 'pass through', shape, (dims) => ({
    inputs: { x: dims },
    build: ({ op }) => op('Dropout', op('CastLike', op('Cast', 'x', { to: 11 }), 'x')),
  }));
});

describe('arithmetic rules', () => {
  for (const opType of ['Add', 'Sub', 'Mul', 'Min', 'Max', 'Sum', 'Mean', 'PRelu']) {
    testGradient(opType, 'with broadcasting', broadcastPair, ({ a, b }) => ({
      // PRelu broadcasts one way only.
      inputs: opType === 'PRelu' ? { a: broadcastShape(a, b), b } : { a, b },
      build: ({ op }) => op(opType, 'a', 'b'),
    }));
  }
  for (const opType of ['Div', 'Pow']) {
    testGradient(opType, 'with broadcasting', broadcastPair, ({ a, b }) => ({
      inputs: { a, b },
      domain: 'positive',
      build: ({ op }) => op(opType, 'a', 'b'),
    }));
  }
  testGradient('Pow', 'with whole exponents', fc.tuple(shape, fc.constantFrom(2, 3)), ([dims, power]) => ({
    inputs: { x: dims },
    constants: [ints('power', [power], [])],
    build: ({ op }) => op('Pow', 'x', 'power'),
  }));
  testGradient('Where', 'with broadcasting', broadcastPair, ({ a, b }) => ({
    inputs: { a, b },
    build: ({ op }) => op('Where', op('Greater', 'a', 0), 'a', 'b'),
  }));
  testGradient('Mul', 'of a value by itself', shape, (dims) => ({
    inputs: { x: dims },
    build: ({ op }) => op('Mul', 'x', 'x'),
  }));
});

function broadcastShape(a: Shape, b: Shape): Shape {
  return a.map((n, axis) => Math.max(n, b[axis - a.length + b.length] ?? 1));
}

describe('reduction rules', () => {
  const reductions = 'ReduceSum ReduceMean ReduceMax ReduceMin ReduceL1 ReduceSumSquare ReduceLogSumExp';
  const drawn = fc.tuple(
    shape,
    fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.boolean(),
    fc.boolean(),
  );
  const create =
    (opType: string, domain: Case['domain']) =>
    ([dims, some, keeps, isNegative]: [Shape, number[], boolean, boolean]): Case => {
      const axes = some
        .filter((axis) => axis < dims.length)
        .map((axis) => (isNegative ? axis - dims.length : axis));
      const operands = axes.length > 0 ? [axes] : [];
      return {
        inputs: { x: dims },
        domain,
        build: ({ op }) => op(opType, 'x', ...operands, { keepdims: Number(keeps) }),
      };
    };
  for (const opType of reductions.split(' '))
    testGradient(opType, 'over any axes', drawn, create(opType, 'around-zero'));
  for (const opType of ['ReduceL2', 'ReduceLogSum']) {
    testGradient(opType, 'over any axes', drawn, create(opType, 'positive'));
  }
  testGradient(
    'ReduceProd',
    'of few numbers',
    fc.tuple(length, fc.integer({ min: 1, max: 3 })),
    ([rows, columns]) => ({
      inputs: { x: [rows, columns] },
      domain: 'positive',
      build: ({ op }) => op('ReduceProd', 'x', [1], { keepdims: 0 }),
    }),
  );
  testGradient('ReduceSum', 'over no axes, which changes nothing', shape, (dims) => ({
    inputs: { x: dims },
    constants: [ints('none', [])],
    build: ({ op }) => op('ReduceSum', 'x', 'none', { noop_with_empty_axes: 1 }),
  }));
  for (const opType of ['GlobalAveragePool', 'GlobalMaxPool']) {
    testGradient(
      opType,
      'over 1 to 3 axes',
      fc.tuple(shape, length, length, length),
      ([spatial, n, channels]) => ({
        inputs: { x: [n, channels, ...spatial.slice(0, 3)] },
        build: ({ op }) => op(opType, 'x'),
      }),
    );
  }
});

describe('rules of matrix products', () => {
  testGradient(
    'MatMul',
    'with batches that broadcast',
    fc.tuple(broadcastPair, length, length, length),
    ([{ a, b }, m, k, n]) => ({
      inputs: { a: [...a.slice(-2), m, k], b: [...b.slice(-2), k, n] },
      build: ({ op }) => op('MatMul', 'a', 'b'),
    }),
  );
  testGradient('MatMul', 'of vectors', fc.tuple(length, length, fc.boolean()), ([m, k, isRow]) => ({
    inputs: isRow ? { a: [k], b: [2, k, m] } : { a: [2, m, k], b: [k] },
    build: ({ op }) => op('MatMul', 'a', 'b'),
  }));
  testGradient('MatMul', 'of unknown rank', fc.tuple(length, length, length), ([m, k, n]) => ({
    inputs: { a: [2, m, k], b: [2, k, n] },
    // Which axis is squeezed is found only when the graph runs.
    build: ({ op }) =>
      op(
        'MatMul',
        op('Squeeze', op('Unsqueeze', 'a', [0]), op('Sub', op('Size', op('Shape', 'a')), [3])),
        'b',
      ),
  }));
  const scalar = fc.constantFrom(1, 0.5, 2);
  testGradient(
    'Gemm',
    'in all its forms',
    fc.record({
      m: length,
      k: length,
      n: length,
      transA: fc.nat(1),
      transB: fc.nat(1),
      alpha: scalar,
      beta: scalar,
      bias: fc.constantFrom<Shape>([], [1], [1, 1]),
    }),
    ({ m, k, n, transA, transB, alpha, beta, bias }) => ({
      inputs: { a: transA ? [k, m] : [m, k], b: transB ? [n, k] : [k, n], c: bias },
      build: ({ op }) =>
        op('Gemm', 'a', 'b', 'c', { transA, transB, alpha: { float: alpha }, beta: { float: beta } }),
    }),
  );
});

describe('window rules', () => {
  const window = fc.record({
    dims: image,
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    pads: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    padding: fc.constantFrom('explicit', 'SAME_UPPER', 'SAME_LOWER', 'VALID'),
  });
  type Window = typeof window extends fc.Arbitrary<infer W> ? W : never;
  const attributesOf = ({ kernel, strides, dilations, pads, padding }: Window) => ({
    kernel_shape: kernel,
    strides,
    ...(padding === 'explicit' ? { pads, dilations } : { auto_pad: padding }),
  });
  const groups = fc.constantFrom(
    { group: 1, inputs: 1, outputs: 2 },
    { group: 2, inputs: 2, outputs: 1 },
    { group: 3, inputs: 1, outputs: 1 },
  );
  testGradient(
    'Conv',
    'by its input, with groups, strides, dilations, padding',
    fc.tuple(window, groups),
    ([drawn, { group, inputs, outputs }], seed) => ({
      inputs: { x: [drawn.dims[0], group * inputs, drawn.dims[2], drawn.dims[3]] },
      constants: [drawConstant('w', [group * outputs, inputs, ...drawn.kernel], seed)],
      build: ({ op }) => op('Conv', 'x', 'w', { ...attributesOf(drawn), group }),
    }),
    WINDOW_RUNS,
  );
  testGradient('Conv', 'by its weights and bias', window, (drawn) => ({
    inputs: { w: [2, 1, ...drawn.kernel], b: [2] },
    isDynamic: false,
    constants: [drawConstant('x', [2, 1, drawn.dims[2], drawn.dims[3]], 1)],
    build: ({ op }) => op('Conv', 'x', 'w', 'b', { ...attributesOf({ ...drawn, padding: 'explicit' }) }),
  }));
  testGradient(
    'Conv',
    'in one dimension',
    fc.tuple(length, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    ([n, kernel, stride], seed) => ({
      inputs: { x: [n, 2, 7] },
      constants: [drawConstant('w', [3, 2, kernel], seed)],
      build: ({ op }) => op('Conv', 'x', 'w', { strides: [stride], pads: [1, 0] }),
    }),
  );
  // Runtimes refuse pools with more padding than window, and SAME padding where windows leave gaps.
  const pooled = (drawn: Window, isDilated: boolean) => {
    const { dilations, ...attributes } = { dilations: [1, 1], ...attributesOf(drawn) };
    const { kernel, strides, padding } = drawn;
    return {
      ...attributes,
      ...(isDilated ? { dilations } : {}),
      ...(padding === 'explicit'
        ? { pads: drawn.pads.map((pad, k) => Math.min(pad, kernel[k % 2]! - 1)) }
        : {}),
      ...(padding.startsWith('SAME')
        ? { strides: strides.map((stride, k) => Math.min(stride, kernel[k]!)) }
        : {}),
    };
  };
  testGradient(
    'MaxPool',
    'with overlaps, ceil_mode, dilations, padding',
    fc.tuple(window, fc.nat(1)),
    ([drawn, ceil_mode]) => ({
      inputs: { x: drawn.dims },
      build: ({ op }) =>
        op('MaxPool', 'x', {
          ...pooled(drawn, true),
          ceil_mode: drawn.padding === 'explicit' ? ceil_mode : 0,
        }),
    }),
    WINDOW_RUNS,
  );
  testGradient(
    'AveragePool',
    'with overlaps, ceil_mode, padding counted or not',
    fc.tuple(window, fc.nat(1), fc.nat(1)),
    ([drawn, ceil_mode, count_include_pad]) => ({
      inputs: { x: drawn.dims },
      build: ({ op }) =>
        op('AveragePool', 'x', {
          ...pooled(drawn, false),
          ceil_mode: drawn.padding === 'explicit' ? ceil_mode : 0,
          count_include_pad,
        }),
    }),
    WINDOW_RUNS,
  );
});

describe('rules that keep to blocks of channels', () => {
  testGradient(
    'Relu Conv GlobalAveragePool',
    'where channels fill whole blocks',
    fc.tuple(fc.constantFrom(8, 16), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    ([channels, kernel, stride], seed) => ({
      inputs: { x: [1, channels, 5, 4] },
      constants: [drawConstant('w', [8, channels, kernel, kernel], seed)],
      build: ({ op }) =>
        op('GlobalAveragePool', op('Conv', op('Relu', 'x'), 'w', { strides: [stride, stride] })),
    }),
  );
});

describe('normalisation rules', () => {
  testGradient('BatchNormalization', 'at inference', small, (dims) => ({
    inputs: { x: dims },
    constants: ['scale', 'shift', 'mean']
      .map((name, k) => drawConstant(name, [dims[1]], k))
      .concat(
        floats(
          'variance',
          [dims[1]],
          Array.from({ length: dims[1] }, (_, k) => k + 0.5),
        ),
      ),
    build: ({ op }) => op('BatchNormalization', 'x', 'scale', 'shift', 'mean', 'variance'),
  }));
  testGradient(
    'LayerNormalization',
    'over the last axes',
    fc.tuple(small, fc.constantFrom(-1, -2, 2, 3)),
    ([dims, axis]) => {
      const normalized = dims.slice(axis);
      return {
        inputs: { x: dims },
        constants: [drawConstant('scale', normalized, 1), drawConstant('shift', normalized, 2)],
        build: ({ op }) => op('LayerNormalization', 'x', 'scale', 'shift', { axis, epsilon: { float: 0.1 } }),
      };
    },
  );
  testGradient('InstanceNormalization', 'per channel', small, (dims) => ({
    inputs: { x: dims },
    constants: [drawConstant('scale', [dims[1]], 1), drawConstant('shift', [dims[1]], 2)],
    build: ({ op }) => op('InstanceNormalization', 'x', 'scale', 'shift', { epsilon: { float: 0.1 } }),
  }));
  testGradient(
    'GroupNormalization',
    'per group, scales as before opset 21 and since',
    fc.tuple(small, fc.integer({ min: 1, max: 2 }), fc.boolean()),
    ([dims, num_groups, isPerChannel]) => {
      const channels = dims[1] * num_groups;
      const scales = isPerChannel ? channels : num_groups;
      return {
        inputs: { x: [dims[0], channels, dims[2], dims[3]] },
        opset: isPerChannel ? 21 : 18,
        constants: [drawConstant('scale', [scales], 1), drawConstant('shift', [scales], 2)],
        build: ({ op }) =>
          op('GroupNormalization', 'x', 'scale', 'shift', { num_groups, epsilon: { float: 0.1 } }),
      };
    },
  );
});

describe('movement rules', () => {
  testGradient('Reshape Flatten Squeeze Unsqueeze', 'restore the shape', small, (dims) => ({
    inputs: { x: dims },
    build: ({ op }) =>
      op(
        'Squeeze',
        op('Unsqueeze', op('Flatten', op('Reshape', 'x', [-1, dims[3]]), { axis: 0 }), [0, 2]),
        [0],
      ),
  }));
  testGradient(
    'Transpose',
    'with and without an order',
    fc.tuple(small, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })),
    ([dims, perm]) => ({
      inputs: { x: dims },
      build: ({ op }) => op('Transpose', op('Transpose', 'x', { perm })),
    }),
  );
  testGradient(
    'Concat',
    'along any axis',
    fc.tuple(small, length, fc.integer({ min: -4, max: 3 })),
    ([dims, extra, axis]) => ({
      inputs: { a: dims, b: dims.map((n, k) => (k === (axis + 4) % 4 ? extra : n)) },
      build: ({ op }) => op('Concat', 'a', 'b', 'a', { axis }),
    }),
  );
  testGradient(
    'Split',
    'with a part that is not used',
    fc.tuple(small, length, length, length),
    ([dims, p, q, r]) => ({
      inputs: { x: [dims[0], p + q + r, dims[2]] },
      build: (graph) => {
        const [first, , last] = graph.split(3, 'Split', 'x', [p, q, r], { axis: 1 });
        return graph.op('Concat', first!, last!, { axis: -2 });
      },
    }),
  );
  testGradient(
    'Slice',
    'with any bounds, steps of 1 and others',
    fc.tuple(
      small,
      fc.integer({ min: -9, max: 1 }),
      fc.integer({ min: 2, max: 9 }),
      fc.constantFrom(1, 2, -1),
    ),
    ([dims, start, end, step]) => ({
      inputs: { x: dims },
      build: ({ op }) =>
        step === -1
          ? op('Slice', 'x', [-1, 9], [-99, 0], [2, -1], [-1, -2])
          : op('Slice', 'x', [start, -2], [end, 99], [2, -1], [step, 1]),
    }),
  );
  testGradient('Slice', 'without axes', small, (dims) => ({
    inputs: { x: dims },
    build: ({ op }) => op('Slice', 'x', [0, 0, 1], [2, 9, 9]),
  }));
  testGradient(
    'Gather',
    'of one index or several',
    fc.tuple(
      small,
      fc.integer({ min: -4, max: 3 }),
      fc.constantFrom<[Shape, number[]]>(
        [[], [1]],
        [[], [-1]],
        [[1], [-2]],
        [[1], [0]],
        [
          [2, 2],
          [0, 1, 1, -1],
        ],
      ),
    ),
    ([dims, axis, [shapeOfIndices, indices]]) => ({
      inputs: { x: dims.map((n) => n + 1) },
      constants: [ints('indices', indices, shapeOfIndices)],
      build: ({ op }) => op('Gather', 'x', 'indices', { axis }),
    }),
  );
  testGradient(
    'Pad',
    'in every mode, with negative pads too',
    fc.tuple(small, fc.constantFrom('constant', 'reflect', 'edge', 'negative')),
    ([dims, mode]) => ({
      inputs: { x: dims.map((n) => n + 1) },
      build: (graph) =>
        mode === 'negative'
          ? graph.op('Pad', 'x', [0, 0, -1, 2, 0, 1, 0, -1])
          : graph.op('Pad', 'x', [1, 0, 2, 1], mode === 'constant' ? graph.addScalar(3) : '', [2, -1], {
              mode,
            }),
    }),
  );
  testGradient('Expand', 'from fewer axes', broadcastPair, ({ a, b }) => ({
    inputs: { b },
    build: ({ op }) => op('Expand', 'b', [...a]),
  }));
  testGradient('Tile', 'along every axis', fc.tuple(length, length), ([m, n]) => ({
    inputs: { x: [m, n] },
    build: ({ op }) => op('Tile', 'x', [2, 3]),
  }));
  testGradient('GatherElements GatherND', 'with repeated indices', length, (n) => ({
    inputs: { x: [3, n] },
    constants: [
      ints('rows', [0, 2, 2], [3, 1]),
      ints(
        'elements',
        Array.from({ length: 2 * n }, (_, k) => k % 3),
        [2, n],
      ),
    ],
    build: ({ op }) =>
      op('GatherND', op('GatherElements', 'x', 'elements', { axis: 0 }), op('Mod', 'rows', 2)),
  }));
  testGradient(
    'DepthToSpace SpaceToDepth',
    'in both orders',
    fc.tuple(small, fc.constantFrom('DCR', 'CRD')),
    ([dims, mode]) => ({
      inputs: { x: [dims[0], 4 * dims[1], dims[2], dims[3]] },
      build: ({ op }) =>
        op(
          'Mul',
          op('DepthToSpace', 'x', { blocksize: 2, mode }),
          op('SpaceToDepth', op('Reshape', 'x', [dims[0], -1, 2 * dims[2], 2 * dims[3]]), { blocksize: 1 }),
        ),
    }),
  );
  testGradient('Resize', 'to nearest neighbours', small, (dims) => ({
    inputs: { x: dims },
    constants: [floats('scales', [4], [1, 1, 2, 3])],
    build: ({ op }) => op('Resize', 'x', '', 'scales', { mode: 'nearest' }),
  }));
});

it('every rule has a test', () => {
  expect(Object.keys(RULES).filter((opType) => !tested.has(opType))).toEqual([]);
});

it('no operator both has a rule and lets nothing through', () => {
  expect(Object.keys(RULES).filter((opType) => LOCALLY_CONSTANT.has(opType))).toEqual([]);
});
