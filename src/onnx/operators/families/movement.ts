/**
 * Operators that only move elements: their adjoint moves cotangents back and adds those that meet.
 * The general rule applies the operator to the positions 0, 1, 2, … of its input, sees where each went and scatters; operators that
 * networks are full of have shorter ways.
 */
import { readAttributeInt, readAttributeText } from '../../schema/attribute.js';
import { DATA_TYPE } from '../../schema/data-type.js';
import { sameRank } from '../dims.js';
import type { DimsRule, Length, OperatorTable, Rule, RuleContext } from '../operator.js';
import { expandLike, reshapeLike, scatterFlat, unary } from '../rule.js';

const concatenatedDims: DimsRule = ({ node, inputs }) => {
  const shapes = inputs.map(({ dims }) => dims);
  const [first] = shapes;
  if (!first || shapes.includes(null)) return null;
  const joined = (readAttributeInt(node, 'axis', 0) + first.length) % first.length;
  const lengths = shapes.map((dims) => dims![joined]!);
  const isNumber = (length: Length): length is number => typeof length === 'number';
  const total = lengths.every(isNumber) ? lengths.reduce((sum, length) => sum + length, 0) : null;
  return first.map((length, axis) => (axis === joined ? total : length));
};

const gatheredDims: DimsRule = ({ node, inputs }) => {
  const [data, indices] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!data || !indices) return null;
  const axis = (readAttributeInt(node, 'axis', 0) + data.length) % data.length;
  return [...data.slice(0, axis), ...indices, ...data.slice(axis + 1)];
};

/** The general rule; some operators have no int64 kernel, but count in `dataType`. */
function tracePositions(context: RuleContext, dataType: number = DATA_TYPE.int64): string {
  const { op, graph, g, x, node, inputs } = context;
  const [zero, one] = [graph.addInt(0), graph.addInt(1)];
  const positions = reshapeLike(context, op('Range', zero, op('Size', x), one), x);
  const isIndex = dataType === DATA_TYPE.int64;
  const moved = graph.repeat(node, [
    isIndex ? positions : op('Cast', positions, { to: dataType }),
    ...inputs.slice(1),
  ]);
  return scatterFlat(context, isIndex ? moved : op('Cast', moved, { to: DATA_TYPE.int64 }), g, x);
}

const traced: Rule = unary((context) => tracePositions(context));

/** The lengths of some axes when the graph runs. */
function lengthsOf({ op }: RuleContext, value: string, axes: readonly number[] | string): string {
  return op('Gather', op('Shape', value), axes);
}

/** One index: the cotangent stands there, zeros everywhere else along the axis. */
const gather: Rule = unary((context) => {
  const { op, graph, g, x, node, inputs } = context;
  const index = graph.readScalar(inputs[1]!);
  const rank = graph.factsOf(inputs[1]!).dims?.length;
  if (index === null || rank === undefined || rank > 1) return tracePositions(context);
  const axis = readAttributeInt(node, 'axis', 0);
  const slab = rank === 0 ? op('Unsqueeze', g, [axis]) : g;
  const length = lengthsOf(context, x, [axis]);
  const before = index < 0 ? op('Add', length, [index]) : [index];
  const after = index < 0 ? [-1 - index] : op('Sub', length, [index + 1]);
  return op('Pad', slab, op('Concat', before, after, { axis: 0 }), graph.addScalar(0, g), [axis]);
});

/** Steps of 1: zeros before and behind. The standard counts negative starts from the end and clamps all. */
const slice: Rule = unary((context) => {
  const { op, graph, g, x, inputs } = context;
  const [, starts, , axesInput, steps] = inputs as [string, string, string, string?, string?];
  const count = graph.factsOf(starts).dims?.[0];
  if (steps && !graph.readInts(steps)?.every((step) => step === 1)) return tracePositions(context);
  if (!axesInput && typeof count !== 'number') return tracePositions(context);
  const axes = axesInput
    ? op('Cast', axesInput, { to: DATA_TYPE.int64 })
    : Array.from({ length: count as number }, (_, axis) => axis);
  const lengths = lengthsOf(context, x, axes);
  const start = op('Cast', starts, { to: DATA_TYPE.int64 });
  const fromBegin = op('Where', op('Less', start, 0), op('Add', start, lengths), start);
  const before = op('Min', op('Max', fromBegin, 0), lengths);
  const after = op('Sub', op('Sub', lengths, before), lengthsOf(context, g, axes));
  return op('Pad', g, op('Concat', before, after, { axis: 0 }), graph.addScalar(0, g), axes);
});

/** Padding with a constant is cut off again; reflections and edges are traced. */
const pad: Rule = (context) => {
  const { op, graph, g, x, node, inputs } = context;
  const [, pads, , axesInput] = inputs as [string, string, string?, string?];
  const byInput = (): string => {
    if (readAttributeText(node, 'mode', 'constant') !== 'constant') return tracePositions(context);
    if (!graph.readInts(pads)?.every((length) => length >= 0)) {
      const operands = ['', ...(axesInput ? [axesInput] : [])];
      return op('Pad', g, op('Neg', pads), ...operands);
    }
    const shape = axesInput ? lengthsOf(context, x, axesInput) : op('Shape', x);
    const [before] = graph.split(2, 'Split', pads, { num_outputs: 2 }) as [string, string];
    return op('Slice', g, before, op('Add', before, shape), ...(axesInput ? [axesInput] : []));
  };
  return [byInput];
};

/** One Split for all inputs, made when the first is asked for. */
const concat: Rule = (context) => {
  const { op, graph, g, node, inputs } = context;
  const axis = readAttributeInt(node, 'axis', 0);
  let parts: string[] | undefined;
  const cut = (): string[] => {
    const known = inputs.map((input) => graph.factsOf(input).dims?.at(axis));
    const sizes = known.every((length) => typeof length === 'number')
      ? known
      : op('Concat', ...inputs.map((input) => lengthsOf(context, input, [axis])), { axis: 0 });
    return graph.split(inputs.length, 'Split', g, sizes, { axis });
  };
  return inputs.map((_, index) => () => {
    parts ??= inputs.length === 1 ? [g] : cut();
    return parts[index]!;
  });
};

const split: Rule = unary((context) => {
  const { op, graph, cotangents, node } = context;
  const like = cotangents.find((g) => g !== null)!;
  const parts = cotangents.map(
    (g, index) => g ?? expandLike(context, graph.addScalar(0, like), node.output[index]!),
  );
  return op('Concat', ...parts, { axis: readAttributeInt(node, 'axis', 0) });
});

/** SpaceToDepth orders channels as [block, block, C]; mode CRD as [C, block, block]. */
const depthToSpace: Rule = unary((context) => {
  const { op, g, x, node } = context;
  const blocksize = readAttributeInt(node, 'blocksize', 1);
  const folded = op('SpaceToDepth', g, { blocksize });
  if (readAttributeText(node, 'mode', 'DCR') !== 'CRD') return folded;
  const shape = op('Concat', [0, blocksize ** 2, -1], op('Shape', folded, { start: 2 }), { axis: 0 });
  return reshapeLike(context, op('Transpose', op('Reshape', folded, shape), { perm: [0, 2, 1, 3, 4] }), x);
});

/** Nearest neighbours only move elements; other modes have no rule. */
const resize: Rule = (context) => {
  if (readAttributeText(context.node, 'mode', 'nearest') !== 'nearest') return [];
  return [() => tracePositions(context, DATA_TYPE.int32)];
};

/** Operators that only move elements: join, cut, choose, pad, repeat. */
export const MOVEMENT: OperatorTable = {
  Concat: { dims: concatenatedDims, gradient: concat },
  Split: { dims: sameRank, gradient: split, hasLikeOutputs: true },
  Slice: { dims: sameRank, gradient: slice },
  Gather: { dims: gatheredDims, gradient: gather },
  Pad: { dims: sameRank, gradient: pad },
  DepthToSpace: { gradient: depthToSpace },
  SpaceToDepth: {
    gradient: unary(({ op, g, node }) =>
      op('DepthToSpace', g, { blocksize: readAttributeInt(node, 'blocksize', 1) }),
    ),
  },
  Resize: { gradient: resize },
  Tile: { gradient: traced },
  GatherElements: { gradient: traced },
  GatherND: { gradient: traced },
};
