import {
  type Case,
  describeRules,
  ints,
  length,
  type Shape,
  shape,
} from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { REDUCTION } from './reduction.js';

describeRules('reduction rules', REDUCTION, (testGradient) => {
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
