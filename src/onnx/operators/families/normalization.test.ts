import { drawConstant } from '../../../../test/finite-differences.js';
import { describeRules, floats, small } from '../../../../test/gradient-rules.js';
import fc from '../../../../test/properties.js';
import { NORMALIZATION } from './normalization.js';

describeRules('normalisation rules', NORMALIZATION, (testGradient) => {
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
