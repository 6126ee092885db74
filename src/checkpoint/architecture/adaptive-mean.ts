/**
 * torch's AdaptiveAvgPool2d, flattened, for maps of any size.
 * In: a map `[n, C, h, w]` and the side to pool to. Out: `[n, C·side²]`. Bin i of an axis covers ⌊i·size/side⌋ to
 * ⌈(i+1)·size/side⌉; that is a matrix per axis, computed in the graph from the map's size, and two products.
 */
import { DATA_TYPE } from '../../onnx/index.js';
import type { EncoderGraph, FeatureMap, Vector } from './encoder-graph.js';

/** The spatial mean where `side` is 1. */
export function addAdaptiveMean(graph: EncoderGraph, input: FeatureMap, side: number): Vector {
  if (side === 1) return graph.addMean(input);
  const shape = graph.addNode('Shape', [input.value], 'avgpool.shape');
  const rows = addBinMatrix(graph, shape, 2, side);
  const columns = addBinMatrix(graph, shape, 3, side);
  const transposed = graph.addNode('Transpose', [columns], 'avgpool.columns', { perm: [1, 0] });
  const narrow = graph.addNode('MatMul', [input.value, transposed], 'avgpool.narrow');
  const pooled = graph.addNode('MatMul', [rows, narrow], 'avgpool');
  const value = graph.addNode('Flatten', [pooled], 'avgpool.flat', { axis: 1 });
  return { value, width: input.channelCount * side ** 2 };
}

/** `[side, size]`: row i averages the positions of bin i along an axis of `shape`. */
function addBinMatrix(graph: EncoderGraph, shape: string, axis: number, side: number): string {
  const name = (part: string): string => `avgpool.axis${axis}.${part}`;
  const integers = (part: string, dims: number[], values: readonly number[]): string =>
    graph.addConstant(name(part), { dtype: 'int64', dims, data: BigInt64Array.from(values, BigInt) });
  const bins = Array.from({ length: side }, (_, bin) => bin);
  const step = (opType: string, inputs: string[], part: string, attributes = {}): string =>
    graph.addNode(opType, inputs, name(part), attributes);

  const size = step('Gather', [shape, integers('index', [], [axis])], 'size', { axis: 0 });
  const positions = step('Range', [integers('zero', [], [0]), size, integers('one', [], [1])], 'positions');
  const sideConstant = integers('side', [], [side]);
  const start = step(
    'Div',
    [step('Mul', [integers('bins', [side, 1], bins), size], 'start.scaled'), sideConstant],
    'start',
  );
  // ⌈a/side⌉ = ⌊(a + side − 1)/side⌋
  const ends = integers(
    'next',
    [side, 1],
    bins.map((bin) => bin + 1),
  );
  const lifted = step(
    'Add',
    [step('Mul', [ends, size], 'end.scaled'), integers('lift', [], [side - 1])],
    'end.lifted',
  );
  const end = step('Div', [lifted, sideConstant], 'end');
  const isInside = step(
    'And',
    [step('GreaterOrEqual', [positions, start], 'after'), step('Less', [positions, end], 'before')],
    'inside',
  );
  const toFloat = { to: DATA_TYPE.float32 };
  const count = step('Cast', [step('Sub', [end, start], 'width')], 'count', toFloat);
  return step('Div', [step('Cast', [isInside], 'mask', toFloat), count], 'matrix');
}
