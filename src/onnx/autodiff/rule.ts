/**
 * What a differentiation rule sees and what it gives.
 * A rule turns the cotangents of a node's outputs into cotangents of its inputs, as nodes of the same graph. It says so per input and
 * lazily, because most inputs (weights) need none.
 */
import type { Emit, GraphBuilder } from '../graph/builder.js';
import type { NodeProto } from '../schema/messages.js';

export interface RuleContext {
  readonly node: NodeProto;
  readonly graph: GraphBuilder;
  /** Adds a node to the graph. */
  readonly op: Emit;
  /** The node's inputs; `''` for those left out. */
  readonly inputs: readonly string[];
  /** The first input, output and the output's cotangent: all that most rules need. */
  readonly x: string;
  readonly y: string;
  readonly g: string;
  /** Cotangents of all outputs; null where nothing depends on an output. */
  readonly cotangents: readonly (string | null)[];
}

/** Makes the cotangent of one input, of the input's shape. */
export type Gradient = () => string;

/**
 * One entry per input: null where the result does not change smoothly with it (a condition, a type), so that nothing flows back;
 * no entry where it does but no gradient is known.
 */
export type Rule = (context: RuleContext) => readonly (Gradient | null)[];

export type RuleTable = Readonly<Record<string, Rule>>;

/** A rule for operators with one input that counts. */
export function unary(gradient: (context: RuleContext) => string): Rule {
  return (context) => [() => gradient(context)];
}

/** A rule for elementwise operators of inputs that broadcast: each input's gradient is summed to that input's shape. */
export function broadcasting(
  ...gradients: readonly (((context: RuleContext, input: number) => string) | null)[]
): Rule {
  return (context) =>
    gradients.map(
      (gradient, input) =>
        gradient && (() => sumToShapeOf(context, gradient(context, input), context.inputs[input]!)),
    );
}

/** As `broadcasting`, for operators of any number of inputs. */
export function broadcastingEach(gradient: (context: RuleContext, input: number) => string): Rule {
  return (context) =>
    context.inputs.map((name, input) => () => sumToShapeOf(context, gradient(context, input), name));
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
