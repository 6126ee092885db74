/**
 * Takes the maximum of windows before ReLU instead of after it: the same values and gradients, since ReLU keeps order, and a mask over
 * a quarter of the elements or fewer. In: a graph, names that must stay. Out: a graph of the same values under all other names.
 */
import { listReferences } from '../graph/prune.js';
import type { GraphProto, NodeProto } from '../schema/messages.js';

/** @param kept values that are read from outside besides the graph's outputs; they stay what they are */
export function poolFirst(graph: GraphProto, kept: readonly string[]): GraphProto {
  const uses = new Map<string, number>();
  const outputs = graph.output.map(({ name }) => name);
  for (const name of [...graph.node.flatMap(listReferences), ...outputs, ...kept])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  const pools = new Map<string, NodeProto>();
  for (const node of graph.node) if (isPlainMaxPool(node)) pools.set(node.input[0]!, node);
  const pooled = new Set<string>();
  const moved = new Map<NodeProto, NodeProto>();
  for (const relu of graph.node) {
    const [activated] = relu.output;
    const pool = pools.get(activated!);
    if (relu.opType !== 'Relu' || relu.domain || pool === undefined || uses.get(activated!) !== 1) continue;
    // The value between the two keeps its name, but no longer its shape.
    pooled.add(activated!);
    moved.set(relu, { ...pool, input: [relu.input[0]!], output: [activated!] });
    moved.set(pool, { ...relu, input: [activated!], output: [pool.output[0]!] });
  }
  return {
    ...graph,
    node: graph.node.map((node) => moved.get(node) ?? node),
    valueInfo: graph.valueInfo.filter(({ name }) => !pooled.has(name)),
  };
}

/** Without the positions of the maxima. */
function isPlainMaxPool({ opType, domain, output }: NodeProto): boolean {
  return opType === 'MaxPool' && !domain && output.length === 1;
}
