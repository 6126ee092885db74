/**
 * Makes a classifier of an encoder: a linear layer on top of its features, whatever head it had before.
 * In: a model with a named output of features, a layer. Out: a new model with the same inputs and the scores as its only output.
 */
import { ModelError } from '../../base/errors.js';
import type { LinearLayer } from '../graph/linear-head.js';
import type { ModelProto } from '../schema/messages.js';
import { copyModel, createValueInfo, dropUnused, renameValues } from './edit.js';
import { addHead } from './expose.js';

/**
 * The model with `layer` on the output `features` [n, C], its scores called `logits` [n, classes].
 * ModelError `unknown-output` without such an output.
 */
export function attachHead(
  model: ModelProto,
  layer: LinearLayer,
  { features, logits }: { features: string; logits: string },
): ModelProto {
  const attached = copyModel(model);
  const { graph } = attached;
  const source = graph.output.find(({ name }) => name === features);
  if (source === undefined) {
    throw new ModelError('unknown-output', {
      what: `The network has no output ${JSON.stringify(features)} that the head could stand on.`,
      next: 'Use an encoder whose card names its features.',
    });
  }
  // First: the old head goes, and with it the name of its scores.
  graph.output = [source];
  dropUnused(graph);
  const scores = addHead(graph, features, layer);
  const batch = source.type?.tensorType?.shape?.dim[0];
  graph.output = [createValueInfo(scores, [batch?.dimValue ?? batch?.dimParam ?? 'n', layer.classCount])];
  renameValues(graph, new Map([[scores, logits]]));
  return attached;
}
