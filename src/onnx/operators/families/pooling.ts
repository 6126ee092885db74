/**
 * Pooling over windows, which may overlap.
 * MaxPool asks the runtime which element won (the first of equals, as in PyTorch) and adds each cotangent there. AveragePool spreads each
 * cotangent evenly over the part of its window that lies on the data.
 */
import { readAttributeInt, readAttributeInts } from '../../schema/attribute.js';
import { DATA_TYPE } from '../../schema/data-type.js';
import type { DimsRule, OperatorTable, RuleContext } from '../operator.js';
import { reshapeLike, scatterFlat, unary } from '../rule.js';
import {
  readAutoPad,
  readWindows,
  slideWindows,
  spatialShape,
  spreadOverWindows,
  type Windows,
} from '../windows.js';

const poolingDims: DimsRule = ({ node, inputs }) => {
  const data = inputs[0]?.dims;
  const kernel = readAttributeInts(node, 'kernel_shape');
  return data && kernel ? [data[0]!, data[1]!, ...slideWindows(node, data.slice(2), kernel)] : null;
};

function maxPool(context: RuleContext): string {
  const { graph, g, x, node } = context;
  return scatterFlat(context, graph.requireOutput(node, 1, DATA_TYPE.int64), g, x);
}

function averagePool(context: RuleContext): string {
  const { op, graph, g, x, node } = context;
  const windows = readWindows(context, readAttributeInts(node, 'kernel_shape') ?? []);
  const { kernel, before, after } = windows;
  const isPlain = [...(before ?? [1]), ...(after ?? [])].every((length) => length === 0) && !isCeil(context);
  const box = op('Expand', graph.addScalar(1, g), [1, 1, ...kernel]);
  const weighted = isPlain
    ? op(
        'Div',
        g,
        kernel.reduce((product, size) => product * size, 1),
      )
    : op('Mul', g, computeShares(context, windows, box));
  // Every channel on its own: one channel, and as many images as there were channels in all.
  const planes = op('Reshape', weighted, op('Concat', [-1, 1], spatialShape(context, g), { axis: 0 }));
  return reshapeLike(context, spreadOverWindows(context, windows, planes, box, 1), x);
}

function isCeil({ node }: RuleContext): boolean {
  return readAttributeInt(node, 'ceil_mode', 0) === 1;
}

/** What one element of each window adds to the window's mean: the mean of ones over the number of them, `[1, 1, …]`. */
function computeShares(context: RuleContext, windows: Windows, box: string): string {
  const { op, graph, g, x, node } = context;
  const { kernel, strides, dilations, before, after } = windows;
  const shape = op('Concat', [1, 1], spatialShape(context, x), { axis: 0 });
  const ones = op('Expand', graph.addScalar(1, g), shape);
  const means = graph.repeat(node, [ones]);
  const reach = { kernel_shape: kernel, strides, dilations };
  if (readAutoPad(node).startsWith('SAME')) {
    return op('Div', means, op('Conv', ones, box, { ...reach, auto_pad: readAutoPad(node) }));
  }
  // Rounding up adds at most one window, which may begin up to a stride later.
  const extra = strides.map((stride, axis) => after![axis]! + (isCeil(context) ? stride - 1 : 0));
  const counts = op('Conv', ones, box, { ...reach, pads: [...before!, ...extra] });
  const axes = kernel.map((_, axis) => axis + 2);
  return op(
    'Div',
    means,
    op(
      'Slice',
      counts,
      axes.map(() => 0),
      spatialShape(context, means),
      axes,
    ),
  );
}

/** Pooling over windows. */
export const POOLING: OperatorTable = {
  MaxPool: { dims: poolingDims, gradient: unary(maxPool) },
  AveragePool: { dims: poolingDims, gradient: unary(averagePool) },
};
