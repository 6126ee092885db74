import { broadcastPair, describeRules, length, type Shape } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { LINEAR } from './linear.js';

describeRules('rules of matrix products', LINEAR, (testGradient) => {
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
