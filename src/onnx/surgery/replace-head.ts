/**
 * Gives a classifier another last layer and leaves everything else as it is.
 * In: a model and a layer for its features, of as many classes as wanted. Out: a new model with the same inputs and outputs.
 * Trains nothing.
 */
import { ModelError } from '../../base/errors.js';
import type { LinearLayer } from '../graph/linear-head.js';
import { DATA_TYPE } from '../schema/data-type.js';
import type { GraphProto, ModelProto } from '../schema/messages.js';
import { findAnatomy } from './anatomy.js';
import { copyModel, dropUnused } from './edit.js';
import { addFeatures, addHead, append, findHalfType } from './expose.js';

/** The model with `layer` in place of its last linear layer. ModelError `head-mismatch`, or as `findAnatomy`'s. */
export function replaceHead(model: ModelProto, layer: LinearLayer): ModelProto {
  const anatomy = findAnatomy(model);
  const { head } = anatomy;
  assertLayerFits(layer, head);
  const replaced = copyModel(model);
  const { graph } = replaced;
  const halfType = findHalfType(graph, anatomy);
  const nodeCount = graph.node.length;
  const features = addFeatures(graph, head.features, head.form, halfType !== null);
  addHead(graph, features, layer);
  const scores = graph.node.at(-1)!.output[0]!;
  const type = head.logitsType ?? halfType ?? DATA_TYPE.float32;
  if (type !== DATA_TYPE.float32) append(graph, 'Cast', [scores], 'scores.cast', { to: type });
  const added = graph.node.splice(nodeCount);
  added.at(-1)!.output = [head.logits];
  // The new nodes stand where the old scores were made, so that the order stays topological.
  const place = graph.node.findIndex(({ output }) => output.includes(head.logits));
  graph.node.splice(place, 1, ...added);
  dropUnused(graph);
  if (layer.classCount !== head.classCount) widenOutputs(graph, head.classCount, layer.classCount);
  return replaced;
}

/** Tells the new number of classes wherever the old one was declared; sizes in between are for the runtime to infer. */
function widenOutputs(graph: GraphProto, from: number, to: number): void {
  graph.valueInfo = [];
  for (const { type } of graph.output) {
    const width = type?.tensorType?.shape?.dim.at(-1);
    if (width?.dimValue === from) width.dimValue = to;
  }
}

function assertLayerFits(layer: LinearLayer, { classCount, featureCount }: LinearLayer): void {
  const { weights, bias } = layer;
  const isWhole =
    weights.length === layer.classCount * layer.featureCount && bias.length === layer.classCount;
  if (isWhole && layer.featureCount === featureCount) return;
  throw new ModelError('head-mismatch', {
    what:
      `The new last layer takes ${layer.featureCount} features to ${layer.classCount} classes with ${weights.length} weights and ` +
      `${bias.length} biases; the network's takes ${featureCount} to ${classCount}.`,
    next: 'Give a layer that was fitted on the features of this network.',
  });
}
