/**
 * Which nodes of a network are likely to be why it does not end, or takes the whole memory.
 * In: the bytes of an ONNX file. Out: a sentence that names their kinds. A guess by kinds alone: it computes nothing.
 */
import { type ModelProto, parseModel } from '../onnx/index.js';

/** Kinds that run a graph of their own, as often as the network says. */
const REPEATING = ['Loop', 'Scan', 'If', 'SequenceMap'];
/** Kinds whose output may be larger than all of their inputs together, by what values in the network say. */
const GROWING = [
  'Expand',
  'Tile',
  'ConstantOfShape',
  'Range',
  'Resize',
  'Upsample',
  'Pad',
  'OneHot',
  'EyeLike',
  'RandomNormal',
  'RandomUniform',
  'Einsum',
];
/** Above this, a graph costs by its number of nodes alone: networks that people train have hundreds to some thousands. */
const MANY_NODES = 10_000;
/** Kinds named where none of the above is there. */
const NAMED_KINDS = 3;

/** Says what of a network is likely to be slow or large, or that its file cannot be read; `readBytes` may throw. */
export function describeSuspects(readBytes: () => Uint8Array): string {
  let counts: Map<string, number>;
  try {
    counts = countKinds(parseModel(readBytes()).graph);
  } catch {
    return 'Its nodes cannot be read.';
  }
  const list = (kinds: readonly string[]) =>
    kinds.filter((kind) => counts.has(kind)).map((kind) => `${counts.get(kind)} ${kind}`);
  const nodeCount = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const suspects = [
    ...list(REPEATING).map((each) => `${each} (repeats as often as the network says)`),
    ...list(GROWING).map((each) => `${each} (may make much out of little)`),
    ...(nodeCount >= MANY_NODES ? [`${formatCount(nodeCount)} nodes in all`] : []),
  ];
  if (suspects.length > 0) return `Likely causes among its nodes: ${suspects.join(', ')}.`;
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, NAMED_KINDS);
  return `None of its nodes (${formatCount(nodeCount)}) repeats or grows by itself; most are ${frequent.map(([kind]) => kind).join(', ')}.`;
}

/** How often each kind of node stands in a graph and in those inside its nodes. */
function countKinds(graph: ModelProto['graph']): Map<string, number> {
  const counts = new Map<string, number>();
  const graphs = [graph];
  for (let each = graphs.pop(); each; each = graphs.pop()) {
    for (const { opType, attribute } of each.node) {
      counts.set(opType, (counts.get(opType) ?? 0) + 1);
      for (const { g, graphs: more } of attribute) graphs.push(...(g ? [g] : []), ...more);
    }
  }
  return counts;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}
