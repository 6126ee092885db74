/**
 * Moves the normalisation of pixels into the graph.
 * In: a model that expects (pixels − mean) / deviation. Out: a new one that takes RGB in [0,1].
 * Subtracts and divides in two nodes: folded into a padded convolution they would change its border.
 */
import type { ModelProto } from '../schema/messages.js';
import { findImageInput } from './anatomy.js';
import { addConstant, copyModel, createFreeName, createNode, renameValues } from './edit.js';

/** Mean and deviation per channel, R, G, B, of pixels in [0,1]. */
export type ChannelStatistics = readonly [number, number, number];

/** The model with `(image − mean) / std` before everything else. ModelError `several-inputs` or `unsupported-input`. */
export function insertNormalization(
  model: ModelProto,
  mean: ChannelStatistics,
  std: ChannelStatistics,
): ModelProto {
  const normalized = copyModel(model);
  const { graph } = normalized;
  const { name } = findImageInput(graph);
  const constant = (wantedName: string, values: ChannelStatistics): string =>
    addConstant(graph, wantedName, { dtype: 'float32', dims: [1, 3, 1, 1], data: Float32Array.from(values) });
  const inner = createFreeName(graph, `${name}.normalized`);
  const centred = createFreeName(graph, `${name}.centred`);
  renameValues(graph, new Map([[name, inner]]));
  for (const input of graph.input) if (input.name === inner) input.name = name;
  graph.node.unshift(
    createNode('Sub', [name, constant('normalization.mean', mean)], centred),
    createNode('Div', [centred, constant('normalization.std', std)], inner),
  );
  return normalized;
}
