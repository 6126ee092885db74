/**
 * Operators that give the same elements another shape: their adjoint gives cotangents the old one.
 */
import { readAttributeInt, readAttributeInts } from '../../schema/attribute.js';
import { toUnknownLengths } from '../dims.js';
import type { DimsRule, OperatorTable, Rule } from '../operator.js';
import { reshapeLike, sumToShapeOf, unary } from '../rule.js';

/** A vector with the lengths of the result, 0 keeping the input's length; without its values the rank alone. */
const reshapedDims: DimsRule = ({ inputs, readInts }) => {
  const target = readInts(1);
  if (target)
    return target.map((length, axis) =>
      length === -1 ? null : length === 0 ? (inputs[0]?.dims?.[axis] ?? null) : length,
    );
  return toUnknownLengths(inputs[1]?.dims?.[0]);
};

const flattenedDims: DimsRule = ({ node, inputs }) =>
  readAttributeInt(node, 'axis', 1) === 1 ? [inputs[0]?.dims?.[0] ?? null, null] : [null, null];

const unsqueezedDims: DimsRule = ({ inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = readInts(1);
  if (!data || !axes) return null;
  const rank = data.length + axes.length;
  const rest = [...data];
  return Array.from({ length: rank }, (_, axis) =>
    axes.includes(axis) || axes.includes(axis - rank) ? 1 : rest.shift()!,
  );
};

const squeezedDims: DimsRule = ({ inputs, readInts }) => {
  const data = inputs[0]?.dims;
  const axes = readInts(1);
  return data && axes
    ? data.filter((_, axis) => !axes.includes(axis) && !axes.includes(axis - data.length))
    : null;
};

const transposedDims: DimsRule = ({ node, inputs }) => {
  const dims = inputs[0]?.dims;
  if (!dims) return null;
  return readAttributeInts(node, 'perm')?.map((axis) => dims[axis]!) ?? dims.toReversed();
};

const expandedDims: DimsRule = ({ inputs }) => {
  const [data, target] = [inputs[0]?.dims?.length, inputs[1]?.dims?.[0]];
  return data !== undefined && typeof target === 'number' ? toUnknownLengths(Math.max(data, target)) : null;
};

/** Sizes that are known are written down, so that runtimes know them too; the number of images may stay open (layout.ts). */
const restoreShape: Rule = unary((context) => {
  const { op, graph, g, x, y } = context;
  const [images, ...sizes] = graph.factsOf(x).dims ?? [null];
  const isSameNumber = images !== null && graph.factsOf(y).dims?.[0] === images;
  if (isSameNumber && sizes.every((length) => typeof length === 'number' && length > 0)) {
    return op('Reshape', g, [0, ...(sizes as number[])]);
  }
  return reshapeLike(context, g, x);
});

const transpose: Rule = unary(({ op, g, node }) => {
  const perm = readAttributeInts(node, 'perm');
  return perm ? op('Transpose', g, { perm: perm.map((_, axis) => perm.indexOf(axis)) }) : op('Transpose', g);
});

/** Operators that give the same elements another shape, by repeating them too. */
export const RESHAPING: OperatorTable = {
  Reshape: { dims: reshapedDims, gradient: restoreShape },
  Flatten: { dims: flattenedDims, gradient: restoreShape },
  Squeeze: { dims: squeezedDims, gradient: restoreShape },
  Unsqueeze: { dims: unsqueezedDims, gradient: restoreShape },
  Transpose: { dims: transposedDims, gradient: transpose },
  Expand: {
    dims: expandedDims,
    gradient: unary((context) => sumToShapeOf(context, context.g, context.x)),
  },
};
