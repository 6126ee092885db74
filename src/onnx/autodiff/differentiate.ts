/**
 * Reverse-mode differentiation: one walk over a graph from its end to its beginning.
 * In: a graph under construction, cotangents of some of its values, the values to differentiate by. Out: names of their gradients; the
 * nodes that compute them stand behind the graph's own. Checks that everything on the path has a rule, and what rules give; knows no operator.
 */
import type { GraphBuilder } from '../graph/builder.js';
import { listReferences } from '../graph/prune.js';
import { OPERATORS } from '../operators/index.js';
import { type Gradient, LOCALLY_CONSTANT } from '../operators/operator.js';
import { DATA_TYPE } from '../schema/data-type.js';
import type { NodeProto } from '../schema/messages.js';
import { applyRule } from './apply-rule.js';
import { noInputGradientError, noPathError, noRuleError, notSortedError } from './errors.js';

const FLOATS: ReadonlySet<number> = new Set([
  DATA_TYPE.float32,
  DATA_TYPE.float64,
  DATA_TYPE.float16,
  DATA_TYPE.bfloat16,
]);

/**
 * Appends the gradients of Σ ⟨cotangent, value⟩ by each of `targets`, in their order.
 * ModelError `operator-without-gradient`, `input-without-gradient`, `no-gradient-path`, `graph-not-sorted` or `gradient-rule-broken`.
 */
export function appendGradients(
  graph: GraphBuilder,
  seeds: ReadonlyMap<string, string>,
  targets: readonly string[],
): string[] {
  const nodes = [...graph.nodes];
  const dependent = findDependent(graph, nodes, targets);
  const cotangents = new Map(seeds);
  const settled = new Set<string>();

  for (const node of nodes.reverse()) {
    const arrived = node.output.map((name) => cotangents.get(name) ?? null);
    for (const name of node.output) settled.add(name);
    if (arrived.every((g) => g === null) || !node.output.some((name) => dependent.has(name))) continue;
    const gradients = differentiateNode(graph, node, arrived);
    for (const [index, name] of node.input.entries()) {
      if (!dependent.has(name)) continue;
      if (settled.has(name)) throw notSortedError(node, name);
      const gradient = gradients[index];
      if (gradient === null) continue;
      if (!gradient) throw noInputGradientError(node, index);
      const before = cotangents.get(name);
      const contribution = gradient();
      cotangents.set(name, before === undefined ? contribution : graph.op('Add', before, contribution));
    }
  }
  return targets.map((target) => {
    const gradient = cotangents.get(target);
    if (gradient === undefined) throw noPathError(target, [...seeds.keys()]);
    return gradient;
  });
}

/** The values that change smoothly with the targets. */
function findDependent(
  graph: GraphBuilder,
  nodes: readonly NodeProto[],
  targets: readonly string[],
): ReadonlySet<string> {
  const dependent = new Set(targets);
  for (const node of nodes) {
    if (OPERATORS.get(node.opType)?.gradient === LOCALLY_CONSTANT) continue;
    if (!listReferences(node).some((name) => dependent.has(name))) continue;
    for (const name of node.output) {
      const { dataType } = graph.factsOf(name);
      if (name !== '' && (dataType === null || FLOATS.has(dataType))) dependent.add(name);
    }
  }
  return dependent;
}

function differentiateNode(
  graph: GraphBuilder,
  node: NodeProto,
  cotangents: readonly (string | null)[],
): readonly (Gradient | null)[] {
  const operator = node.domain ? undefined : OPERATORS.get(node.opType);
  const rule = operator?.gradient;
  if (rule === undefined || rule === LOCALLY_CONSTANT) throw noRuleError(node);
  if (cotangents[0] === null && !operator?.hasLikeOutputs)
    throw noRuleError(node, ' for its further outputs');
  return applyRule(graph, node, rule, cotangents);
}
