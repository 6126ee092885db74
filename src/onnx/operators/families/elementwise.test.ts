import { describeRules, shape } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { ELEMENTWISE } from './elementwise.js';

describeRules('elementwise rules', ELEMENTWISE, (testGradient) => {
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
