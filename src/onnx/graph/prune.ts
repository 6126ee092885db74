/**
 * Cuts a graph down to what some values need.
 * In: nodes in topological order, initialisers, the values wanted. Out: the same without the rest, order kept.
 */
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from '../schema/messages.js';

/** The parts of a graph that pruning leaves. */
export interface GraphParts {
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
}

/** Keeps the nodes, initialisers and inputs that `wanted` depends on, through subgraphs too. */
export function pruneGraph(parts: GraphParts, wanted: readonly string[]): GraphParts {
  const needed = new Set(wanted);
  const node = parts.node
    .toReversed()
    .filter((each) => {
      if (!each.output.some((name) => name !== '' && needed.has(name))) return false;
      for (const name of listReferences(each)) needed.add(name);
      return true;
    })
    .reverse();
  const isNeeded = ({ name }: { name: string }): boolean => needed.has(name);
  return { node, initializer: parts.initializer.filter(isNeeded), input: parts.input.filter(isNeeded) };
}

/** Every node of the graphs inside a node (Loop, If, Scan), and of those inside them. */
export function listInnerNodes(node: NodeProto): NodeProto[] {
  return node.attribute
    .flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs))
    .flatMap((inner) => inner.node.flatMap((one) => [one, ...listInnerNodes(one)]));
}

/** A node's inputs and every name that its subgraphs mention, which may be values of the graph around them. */
export function listReferences(node: NodeProto): string[] {
  const subgraphs = node.attribute.flatMap(({ g, graphs }) => [...(g ? [g] : []), ...graphs]);
  return [...node.input, ...subgraphs.flatMap(listGraphReferences)];
}

function listGraphReferences(graph: GraphProto): string[] {
  return [...graph.node.flatMap(listReferences), ...graph.output.map(({ name }) => name)];
}
