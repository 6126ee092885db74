/**
 * How data flows from a graph's image to a value of it.
 * In: a graph in topological order. Out: which values depend on the image, and the values that all of that flow passes through.
 * Reads nothing but names and op types; a tensor's shape alone (Shape, Size) counts as no flow.
 */
import { listReferences } from '../graph/prune.js';
import type { GraphProto, NodeProto } from '../schema/messages.js';

/** Nodes whose output says something about a tensor's size, not its values. */
const SHAPE_READERS: ReadonlySet<string> = new Set(['Shape', 'Size']);

/** A value that everything after it depends on the image through, with the node that makes it (none: the image itself). */
export interface Cut {
  value: string;
  node: NodeProto | undefined;
}

/** All values that depend on `source`'s elements, itself included. */
export function findDependents(graph: GraphProto, source: string): Set<string> {
  const dependents = new Set([source]);
  for (const node of graph.node) {
    if (SHAPE_READERS.has(node.opType)) continue;
    if (listReferences(node).some((name) => dependents.has(name))) {
      for (const output of node.output) dependents.add(output);
    }
  }
  return dependents;
}

/**
 * The values between `target` and the image that cut the flow in two, nearest to `target` first, `target` and the image included.
 * One sweep against the topological order: the values still to be produced are the frontier, and a frontier of one value is a cut.
 */
export function listCuts(graph: GraphProto, target: string, dependents: ReadonlySet<string>): Cut[] {
  const frontier = new Set([target]);
  const cutValues = [target];
  const producers = new Map<string, NodeProto>();
  for (const node of graph.node.toReversed()) {
    const outputs = node.output.filter((name) => frontier.delete(name));
    if (outputs.length === 0) continue;
    for (const output of outputs) producers.set(output, node);
    for (const input of listReferences(node)) if (dependents.has(input)) frontier.add(input);
    if (frontier.size === 1) cutValues.push(...frontier);
  }
  return cutValues.map((value) => ({ value, node: producers.get(value) }));
}
