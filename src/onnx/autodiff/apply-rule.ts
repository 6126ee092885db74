/**
 * One step of the walk: a node's rule, and what it gives checked.
 * In: a rule, a node, the cotangents of its outputs. Out: a gradient per input, each of that input's type and shape as far as both are known.
 * Values are not checked; tests do, against finite differences.
 */
import type { Gradient, GrowingGraph, Length, Rule, RuleContext } from '../operators/operator.js';
import { toDataTypeName } from '../schema/data-type.js';
import type { NodeProto } from '../schema/messages.js';
import { brokenRuleError } from './errors.js';

/**
 * Applies a rule; entries are as the rule gives them, and check their gradient when they make it. ModelError `gradient-rule-broken`
 * where the rule gives more gradients than the node has inputs, no value of the graph, or one of another type or shape.
 */
export function applyRule(
  graph: GrowingGraph,
  node: NodeProto,
  rule: Rule,
  cotangents: readonly (string | null)[],
): readonly (Gradient | null)[] {
  const context: RuleContext = {
    node,
    graph,
    op: graph.op,
    inputs: node.input,
    x: node.input[0] ?? '',
    y: node.output[0] ?? '',
    g: cotangents[0] ?? '',
    cotangents,
  };
  const gradients = rule(context);
  if (gradients.length > node.input.length) {
    throw brokenRuleError(node, `${gradients.length} gradients for ${node.input.length} inputs`);
  }
  return gradients.map(
    (gradient, input) =>
      gradient &&
      (() => {
        const value = gradient();
        assertLike(graph, node, input, value);
        return value;
      }),
  );
}

/** A gradient has the type and the shape of what it is by. */
function assertLike(graph: GrowingGraph, node: NodeProto, input: number, gradient: string): void {
  const by = `input ${input}, "${node.input[input]}"`;
  if (!graph.has(gradient)) throw brokenRuleError(node, `"${gradient}", which the graph has not, by ${by}`);
  const [actual, expected] = [graph.factsOf(gradient), graph.factsOf(node.input[input]!)];
  const types = [actual.dataType, expected.dataType];
  if (!types.includes(null) && types[0] !== types[1]) {
    const [own, other] = types.map((type) => toDataTypeName(type!));
    throw brokenRuleError(node, `a gradient of type ${own} by ${by}, which is ${other}`);
  }
  if (canBeEqual(actual.dims, expected.dims)) return;
  const [own, other] = [actual.dims!, expected.dims!].map(formatDims);
  throw brokenRuleError(node, `a gradient of shape ${own} by ${by}, which has ${other}`);
}

/** Lengths are the same unless both are numbers: names of lengths may stand for one another. */
function canBeEqual(a: readonly Length[] | null, b: readonly Length[] | null): boolean {
  if (a === null || b === null) return true;
  const isApart = (length: Length, axis: number): boolean =>
    typeof length === 'number' && typeof b[axis] === 'number' && length !== b[axis];
  return a.length === b.length && !a.some(isApart);
}

function formatDims(dims: readonly Length[]): string {
  return `[${dims.map((length) => length ?? '?').join(', ')}]`;
}
