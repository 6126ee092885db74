import { broadcastPair, describeRules, small } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { RESHAPING } from './reshaping.js';

describeRules('rules of other shapes', RESHAPING, (testGradient) => {
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
  testGradient('Expand', 'from fewer axes', broadcastPair, ({ a, b }) => ({
    inputs: { b },
    build: ({ op }) => op('Expand', 'b', [...a]),
  }));
});
