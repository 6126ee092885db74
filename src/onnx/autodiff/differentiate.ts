/**
 * Reverse-mode differentiation: one walk over a graph from its end to its beginning.
 * In: a graph under construction, cotangents of some of its values, the values to differentiate by. Out: names of their gradients; the
 * nodes that compute them stand behind the graph's own. Checks that everything on the path has a rule; knows no operator itself.
 */
import { ModelError } from '../../base/errors.js';
import type { GraphBuilder } from '../graph/builder.js';
import { listReferences } from '../graph/prune.js';
import { DATA_TYPE } from '../schema/data-type.js';
import type { NodeProto } from '../schema/messages.js';
import type { RuleContext } from './rule.js';
import { LOCALLY_CONSTANT, RULES } from './rules/index.js';

const FLOATS: ReadonlySet<number> = new Set([
  DATA_TYPE.float32,
  DATA_TYPE.float64,
  DATA_TYPE.float16,
  DATA_TYPE.bfloat16,
]);

/**
 * Appends the gradients of Σ ⟨cotangent, value⟩ by each of `targets`, in their order.
 * ModelError `operator-without-gradient`, `input-without-gradient`, `no-gradient-path` or `graph-not-sorted`.
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
    const gradients = applyRule(graph, node, arrived);
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
    if (LOCALLY_CONSTANT.has(node.opType) || !listReferences(node).some((name) => dependent.has(name)))
      continue;
    for (const name of node.output) {
      const { dataType } = graph.factsOf(name);
      if (name !== '' && (dataType === null || FLOATS.has(dataType))) dependent.add(name);
    }
  }
  return dependent;
}

function applyRule(graph: GraphBuilder, node: NodeProto, cotangents: (string | null)[]) {
  const rule = node.domain ? undefined : RULES[node.opType];
  if (!rule) throw noRuleError(node);
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
  if (cotangents[0] === null && node.opType !== 'Split') throw noRuleError(node, ' for its further outputs');
  return rule(context);
}

function describe(node: NodeProto): string {
  return `node "${node.name || node.output[0]}" (${node.domain ? `${node.domain}.` : ''}${node.opType})`;
}

function noRuleError(node: NodeProto, what = ''): ModelError {
  return new ModelError('operator-without-gradient', {
    what: `No gradient is known of ${describe(node)}${what}.`,
    why: 'It lies between the values to differentiate and those to differentiate by, so that the gradient cannot be computed.',
    next: node.attribute.some(({ g }) => g)
      ? 'Export the network without control flow: by tracing, for inference, with fixed settings.'
      : 'Export the network with standard operators only, for inference, or differentiate a value before this node.',
  });
}

function noInputGradientError(node: NodeProto, input: number): ModelError {
  return new ModelError('input-without-gradient', {
    what: `No gradient is known of ${describe(node)} by its input ${input}, "${node.input[input]}".`,
    why: 'The gradient would have to pass through it.',
    next: 'Differentiate by other values, or export the network so that this input is a constant.',
  });
}

function notSortedError(node: NodeProto, name: string): ModelError {
  return new ModelError('graph-not-sorted', {
    what: `The graph is not in order: ${describe(node)} uses "${name}" before the node that makes it.`,
    next: 'Export the network again; the ONNX standard asks for topological order.',
  });
}

function noPathError(target: string, sources: readonly string[]): ModelError {
  return new ModelError('no-gradient-path', {
    what: `${sources.map((name) => `"${name}"`).join(', ')} does not depend smoothly on "${target}".`,
    next: 'Name an output that the network computes from that input without rounding or comparing on the way.',
  });
}
