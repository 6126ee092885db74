import { drawConstant } from '../../../test/finite-differences.js';
import { describeRules, image, length, WINDOW_RUNS } from '../../../test/gradient-rules.js';
import fc from '../../../test/properties.js';
import { CONVOLUTION } from './families/convolution.js';
import { POOLING } from './families/pooling.js';

describeRules('window rules', { ...CONVOLUTION, ...POOLING }, (testGradient) => {
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
