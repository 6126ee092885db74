/**
 * Reductions: the cotangent is given its reduced axes back as axes of length 1 and then repeated, weighted by the derivative.
 * Ties of maxima and minima share the gradient evenly, as torch.amax does. ReduceProd divides by its elements: none may be 0.
 */
import { readAttributeInt } from '../../schema/attribute.js';
import { enterBlocks } from '../layout.js';
import type { DimsRule, Operator, OperatorTable, RuleContext } from '../operator.js';
import { expandLike, toNumbers, unary } from '../rule.js';

const reducedDims: DimsRule = ({ node, inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = node.input[1] ? readInts(1) : [];
  if (!data || !axes) return null;
  const isReduced = (axis: number): boolean =>
    axes.length === 0 || axes.includes(axis) || axes.includes(axis - data.length);
  if (axes.length === 0 && readAttributeInt(node, 'noop_with_empty_axes', 0) === 1) return data;
  if (readAttributeInt(node, 'keepdims', 1) === 1) {
    return data.map((length, axis) => (isReduced(axis) ? 1 : length));
  }
  return data.filter((_, axis) => !isReduced(axis));
};

const globalDims: DimsRule = ({ inputs }) =>
  inputs[0]?.dims?.map((length, axis) => (axis < 2 ? length : 1)) ?? null;

/** A reduced value with its axes kept, so that it broadcasts against x. Without axes it is a scalar and does so anyway. */
function restoreAxes({ op, node, inputs }: RuleContext, value: string): string {
  const axes = inputs[1];
  return axes && readAttributeInt(node, 'keepdims', 1) === 0 ? op('Unsqueeze', value, axes) : value;
}

/** How many elements of x went into one of y, as a number of the type of x; `axes` where they are constants. */
function countPerResult(context: RuleContext, axes: readonly number[] | null): string | number {
  const { op, graph, x, y } = context;
  const lengths = axes?.map((axis) => graph.factsOf(x).dims?.at(axis));
  if (lengths && lengths.length > 0 && lengths.every((length) => typeof length === 'number')) {
    return lengths.reduce((product, length) => product * length, 1);
  }
  return toNumbers(context, op('Div', op('Size', x), op('Size', y)), x);
}

function isNoop({ node, inputs, graph }: RuleContext): boolean {
  if (readAttributeInt(node, 'noop_with_empty_axes', 0) === 0) return false;
  return !inputs[1] || graph.readInts(inputs[1])?.length === 0;
}

/** The cotangent of x from those parts of g and y that broadcast against it. */
type Weigh = (context: RuleContext, g: string, y: string) => string;

/** A reduction whose gradient has the shape of x because x takes part in it. */
function reducing(weigh: Weigh): Operator {
  const gradient = unary((context) =>
    isNoop(context)
      ? context.g
      : weigh(context, restoreAxes(context, context.g), restoreAxes(context, context.y)),
  );
  return { dims: reducedDims, gradient };
}

/** A reduction whose derivatives are the same for all elements that were reduced to one. */
function repeating(weigh: Weigh): Operator {
  return reducing((context, g, y) => expandLike(context, weigh(context, g, y), context.x));
}

const extreme = reducing((context, g, y) => {
  const { op, x, inputs } = context;
  const hits = toNumbers(context, op('Equal', x, y), x);
  const tieCount = op('ReduceSum', hits, ...(inputs[1] ? [inputs[1]] : []), { keepdims: 1 });
  return op('Mul', hits, op('Div', g, tieCount));
});

/** The spatial axes of `[n, C, …]` are counted as one. */
const globalMaximum = unary((context) => {
  const { op, g, x, y } = context;
  const hits = toNumbers(context, op('Equal', x, y), x);
  const tieCount = op('Reshape', op('ReduceSum', op('Reshape', hits, [0, 0, -1]), [-1]), op('Shape', y));
  return op('Mul', hits, op('Div', g, tieCount));
});

const globalMean = unary((context) => {
  const { op, graph, g, x } = context;
  const sides = graph.factsOf(x).dims?.slice(2) ?? null;
  const share = op('Div', g, countPerResult(context, sides?.map((_, axis) => axis + 2) ?? null));
  // Sides that are known are written down, so that runtimes know them too (layout.ts).
  const spread = sides?.every((length) => typeof length === 'number')
    ? op('Expand', share, [1, 1, ...sides])
    : expandLike(context, share, x);
  return enterBlocks(context, spread, x);
});

const mean = repeating((context, g) => {
  const { op, graph, inputs } = context;
  return op('Div', g, countPerResult(context, inputs[1] ? graph.readInts(inputs[1]) : null));
});

/** Reductions over axes, global pooling among them. */
export const REDUCTION: OperatorTable = {
  ReduceSum: repeating((_, g) => g),
  ReduceMean: mean,
  ReduceMax: extreme,
  ReduceMin: extreme,
  ReduceProd: reducing(({ op, x }, g, y) => op('Div', op('Mul', g, y), x)),
  ReduceL1: reducing(({ op, x }, g) => op('Mul', op('Sign', x), g)),
  ReduceL2: reducing(({ op, x }, g, y) => op('Mul', x, op('Div', g, y))),
  ReduceSumSquare: reducing(({ op, x }, g) => op('Mul', x, op('Mul', g, 2))),
  ReduceLogSum: repeating(({ op }, g, y) => op('Div', g, op('Exp', y))),
  ReduceLogSumExp: reducing(({ op, x }, g, y) => op('Mul', op('Exp', op('Sub', x, y)), g)),
  GlobalAveragePool: { dims: globalDims, gradient: globalMean },
  GlobalMaxPool: { dims: globalDims, gradient: globalMaximum },
};
