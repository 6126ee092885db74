/**
 * Convolutions by their input, their weights (one group) and their bias.
 * By the input, stride 1: a convolution with the kernels turned round and input and output channels exchanged, which runtimes run several
 * times faster than ConvTranspose; the turning is done once, when the runtime folds constants. Other strides: ConvTranspose.
 */
import { ModelError } from '../../../base/errors.js';
import { readAttributeInt } from '../../schema/attribute.js';
import { enterBlocks } from '../layout.js';
import type { DimsRule, OperatorTable, Rule, RuleContext } from '../operator.js';
import {
  computeExtent,
  fitToShapeOf,
  readWindows,
  slideWindows,
  spatialShape,
  spreadOverWindows,
  type Windows,
} from '../windows.js';

const convolutionDims: DimsRule = ({ node, inputs }) => {
  const [data, weights] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!data || !weights) return null;
  return [data[0]!, weights[0]!, ...slideWindows(node, data.slice(2), weights.slice(2))];
};

const convolution: Rule = (context) => {
  const { op, g, inputs } = context;
  const dims = readKernelDims(context);
  const windows = readWindows(context, dims.slice(2));
  const spatialAxes = windows.kernel.map((_, axis) => axis + 2);
  return [
    () => convolutionByInput(context, windows, dims),
    () => convolutionByWeights(context, windows, inputs[1]!),
    ...(inputs[2] === undefined ? [] : [() => op('ReduceSum', g, [0, ...spatialAxes], { keepdims: 0 })]),
  ];
};

/** `[outputs, inputs / groups, …kernel]`. */
function readKernelDims({ graph, node, inputs }: RuleContext): number[] {
  const dims = graph.factsOf(inputs[1]!).dims;
  if (dims?.every((length) => typeof length === 'number')) return [...dims];
  throw new ModelError('kernel-size-unknown', {
    what: `The weights "${inputs[1]}" of node "${node.name || node.output[0]}" (${node.opType}) have no fixed shape.`,
    why: 'The gradient of a convolution is built from the size of its kernel.',
    next: 'Export the network with its weights as constants.',
  });
}

function convolutionByInput(context: RuleContext, windows: Windows, dims: readonly number[]): string {
  const { op, g, x, node, inputs } = context;
  const { kernel, strides, dilations, before, after } = windows;
  const group = readAttributeInt(node, 'group', 1);
  const shared = { kernel_shape: kernel, dilations, group };
  if (strides.every((stride) => stride === 1) && before && after) {
    const reach = kernel.map((_, axis) => computeExtent(windows, axis) - 1);
    const begin = reach.map((length, axis) => length - before[axis]!);
    const end = reach.map((length, axis) => length - after[axis]!);
    const pads = [...begin, ...end];
    const turned = turnKernels(context, inputs[1]!, dims, group);
    // More padding than the kernel reaches: the outermost results saw zeros only and drop out.
    const surplus = (ends: number[]): number[] => ends.map((length) => Math.max(0, -length));
    const whole = op('Conv', g, turned, { ...shared, pads: pads.map((length) => Math.max(0, length)) });
    if (pads.every((length) => length >= 0)) return whole;
    return fitToShapeOf(context, whole, x, surplus(begin));
  }
  return enterBlocks(context, spreadOverWindows(context, windows, g, inputs[1]!, group), x);
}

/** `[outputs, inputs / groups, …]` to `[inputs, outputs / groups, …]`, every kernel turned round. */
function turnKernels({ op }: RuleContext, weights: string, dims: readonly number[], group: number): string {
  const [outputs, groupInputs, ...kernel] = dims as [number, number, ...number[]];
  const axes = kernel.map((_, axis) => axis + 2).filter((axis) => dims[axis]! > 1);
  const ends = axes.map(() => Number.MIN_SAFE_INTEGER);
  const backwards = axes.map(() => -1);
  const turned = axes.length === 0 ? weights : op('Slice', weights, backwards, ends, axes, backwards);
  const [trailing, grouped] = [kernel.map((_, axis) => axis + 2), kernel.map((_, axis) => axis + 3)];
  if (group === 1) return op('Transpose', turned, { perm: [1, 0, ...trailing] });
  // Depthwise: one input and output per group, nothing to exchange.
  if (groupInputs === 1 && outputs === group) return turned;
  const split = op('Reshape', turned, [group, outputs / group, groupInputs, ...kernel]);
  const exchanged = op('Transpose', split, { perm: [0, 2, 1, ...grouped] });
  return op('Reshape', exchanged, [group * groupInputs, outputs / group, ...kernel]);
}

/** The convolution of the input with the cotangent, images and channels exchanged, strides and dilations too. */
function convolutionByWeights(context: RuleContext, windows: Windows, weights: string): string {
  const { op, g, x, node } = context;
  const { kernel, strides, dilations, before, after } = windows;
  if (readAttributeInt(node, 'group', 1) !== 1 || !before || !after) {
    throw new ModelError('input-without-gradient', {
      what: `No gradient is known of node "${node.name || node.output[0]}" (Conv) by its weights: it has groups or SAME padding.`,
      next: 'Differentiate by other values.',
    });
  }
  const perm = [1, 0, ...kernel.map((_, axis) => axis + 2)];
  const product = op('Conv', op('Transpose', x, { perm }), op('Transpose', g, { perm }), {
    strides: dilations,
    dilations: strides,
    pads: [...before, ...after],
  });
  // Rows that the stride skips make the result larger than the kernel.
  const axes = kernel.map((_, axis) => axis + 2);
  const exact = op(
    'Slice',
    product,
    axes.map(() => 0),
    spatialShape(context, weights),
    axes,
  );
  return op('Transpose', exact, { perm });
}

/** Convolution. */
export const CONVOLUTION: OperatorTable = { Conv: { dims: convolutionDims, gradient: convolution } };
