/**
 * Tells what a pooling node pools over.
 * In: a node. Out: the kind of pooling, or null for nodes that do not pool. Ranks are taken from the axes, since graphs rarely state them.
 */
import type { GraphLookup } from '../graph/lookup.js';
import type { NodeProto } from '../schema/messages.js';
import { readIntsOf } from './constants.js';

/**
 * `map`: over the axes of `[n, C, h, w]`. `map-channels-last`: of `[n, h, w, C]`. `tokens`: over the middle of `[n, T, C]`.
 * `positions`: over the last of `[n, C, h·w]`. `window`: over windows, which may or may not cover the map.
 */
export type PoolingKind = 'map' | 'map-channels-last' | 'tokens' | 'positions' | 'window';

const GLOBAL_POOLINGS: ReadonlySet<string> = new Set(['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool']);
const REDUCTIONS: ReadonlySet<string> = new Set(['ReduceMean', 'ReduceMax']);
const WINDOWS: ReadonlySet<string> = new Set(['AveragePool', 'MaxPool']);

/** By the reduced axes, counted from the front: of rank 4 where there are two, of rank 3 where there is one. */
const KINDS_BY_AXES: Readonly<Record<string, PoolingKind>> = {
  '2,3': 'map',
  '1,2': 'map-channels-last',
  '1': 'tokens',
  '2': 'positions',
};

/** The kind of pooling that a node does; null when it does none. */
export function readPooling(node: NodeProto, lookup: GraphLookup): PoolingKind | null {
  if (GLOBAL_POOLINGS.has(node.opType)) return 'map';
  if (WINDOWS.has(node.opType)) return 'window';
  if (!REDUCTIONS.has(node.opType)) return null;
  const axes = readIntsOf(lookup, node, 'axes', 1);
  if (!axes) return null;
  const rank = axes.length + 2;
  const fromFront = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  return KINDS_BY_AXES[fromFront.join()] ?? null;
}
