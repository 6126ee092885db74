/**
 * What rules are made of: rules for one input and for inputs that broadcast, and adjoints that several operators share.
 * In: the formula of an operator. Out: its rule, or nodes that reshape, sum and scatter cotangents. Knows no operator.
 */
import { broadcastInputs, sameDims } from './dims.js';
import type { Operator, Rule, RuleContext } from './operator.js';

/** A rule for operators with one input that counts. */
export function unary(gradient: (context: RuleContext) => string): Rule {
  return (context) => [() => gradient(context)];
}

/** An operator of one tensor that works element by element. */
export function elementwise(gradient: (context: RuleContext) => string): Operator {
  return { dims: sameDims, gradient: unary(gradient) };
}

/** An elementwise operator of tensors that broadcast: each input's gradient is summed to that input's shape. */
export function broadcasting(
  ...gradients: readonly (((context: RuleContext, input: number) => string) | null)[]
): Operator {
  const gradient: Rule = (context) =>
    gradients.map(
      (gradient, input) =>
        gradient && (() => sumToShapeOf(context, gradient(context, input), context.inputs[input]!)),
    );
  return { dims: broadcastInputs, gradient };
}

/** As `broadcasting`, for any number of tensors. */
export function broadcastingEach(gradient: (context: RuleContext, input: number) => string): Operator {
  return {
    dims: broadcastInputs,
    gradient: (context) =>
      context.inputs.map((name, input) => () => sumToShapeOf(context, gradient(context, input), name)),
  };
}

/**
 * The adjoint of broadcasting `x` to the shape of `g`: sums over the axes along which it was repeated.
 * Nothing is added where the shapes are known to be the same; otherwise the axes are found when the graph runs.
 */
export function sumToShapeOf(
  { op, graph, y }: RuleContext,
  g: string,
  x: string,
  // A cotangent has the shape of its value, of which more is known.
  from = graph.factsOf(y).dims,
): string {
  const to = graph.factsOf(x).dims;
  if (
    to !== null &&
    from?.length === to.length &&
    to.every((length, axis) => length !== null && length === from[axis])
  ) {
    return g;
  }
  if (to?.length === 0) return op('ReduceSum', g, { keepdims: 0 });
  const shape = op('Shape', x);
  const target = op('Shape', g);
  const missing = op('Sub', op('Shape', target), op('Shape', shape));
  const padded = op('Concat', op('Expand', [1], missing), shape, { axis: 0 });
  const axes = op('Reshape', op('NonZero', op('Not', op('Equal', padded, target))), [-1]);
  return op('Reshape', op('ReduceSum', g, axes, { keepdims: 1, noop_with_empty_axes: 1 }), shape);
}

/** `value` repeated to the shape of `x`. */
export function expandLike({ op }: RuleContext, value: string, x: string): string {
  return op('Expand', value, op('Shape', x));
}

/** `value` with the shape of `x`, element for element. */
export function reshapeLike({ op }: RuleContext, value: string, x: string): string {
  return op('Reshape', value, op('Shape', x));
}

/** Truth values as 0 and 1 of the type of `like`. */
export function toNumbers({ op, graph }: RuleContext, mask: string, like: string): string {
  const { dataType } = graph.factsOf(like);
  return dataType === null ? op('CastLike', mask, like) : op('Cast', mask, { to: dataType });
}

/** Zeros of the shape of `x`, to which each element of `g` is added where `positions` (int64, row-major in x) says. */
export function scatterFlat(context: RuleContext, positions: string, g: string, x: string): string {
  const { op, graph } = context;
  const zeros = op('Expand', graph.addScalar(0, g), op('Reshape', op('Size', x), [1]));
  const [where, what] = [op('Reshape', positions, [-1]), op('Reshape', g, [-1])];
  return reshapeLike(context, op('ScatterElements', zeros, where, what, { axis: 0, reduction: 'add' }), x);
}
