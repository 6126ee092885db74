import { describeRules, floats, ints, length, type Shape, small } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { MOVEMENT } from './movement.js';

describeRules('movement rules', MOVEMENT, (testGradient) => {
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
