import { broadcastPair, describeRules, ints, type Shape, shape } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { ARITHMETIC } from './arithmetic.js';

describeRules('arithmetic rules', ARITHMETIC, (testGradient) => {
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
