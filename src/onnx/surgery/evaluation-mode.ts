/**
 * Networks that were exported as they were being trained, set to inference.
 * In: a model. Out: the same with batch normalisation on its running statistics and dropout off, and sentences that say so; what cannot
 * be set so is refused by its node's name. Looks at the standard's operators only: what is left shows when the network is run.
 */

import { ModelError } from '../../base/errors.js';
import { createGraphLookup, type GraphLookup } from '../graph/lookup.js';
import { listInnerNodes, listReferences } from '../graph/prune.js';
import { readAttributeInt } from '../schema/attribute.js';
import type { GraphProto, ModelProto, NodeProto } from '../schema/messages.js';
import { readOpset } from '../schema/model.js';
import { readFloats } from './constants.js';
import { copyModel } from './edit.js';
import { describeNode } from './errors.js';

/** Operators whose outputs are drawn anew in every run. */
const RANDOM: ReadonlySet<string> = new Set([
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
  'Bernoulli',
  'Multinomial',
]);

/** From here on BatchNormalization says by an attribute that it trains; before, by giving more than one output. */
const TRAINING_ATTRIBUTE_OPSET = 14;
/** Inputs of BatchNormalization: running mean and variance. */
const [MEAN_INPUT, VARIANCE_INPUT] = [3, 4];
/** Input of Dropout, from opset 12 on. */
const TRAINING_INPUT = 2;
const SHOWN_NODES = 3;

/** The model in evaluation mode. ModelError `training-mode`, `random-operator` or `batch-dependent`. */
export function toEvaluationMode(model: ModelProto): { model: ModelProto; notes: string[] } {
  const opset = readOpset(model);
  const evaluated = copyModel(model);
  const { graph } = evaluated;
  assertNothingRandom(graph);
  assertNoBatchScales(graph);
  const lookup = createGraphLookup(graph);
  for (const inner of graph.node.flatMap(listInnerNodes)) {
    if (isTraining(inner, opset, lookup)) throw trainingError(inner, 'it stands in an inner graph');
  }
  const training = graph.node.filter((node) => isTraining(node, opset, lookup));
  if (training.length === 0) return { model, notes: [] };
  const used = new Set([...graph.node.flatMap(listReferences), ...graph.output.map(({ name }) => name)]);
  for (const node of training) {
    const further = node.output.slice(1).find((name) => used.has(name));
    if (further) throw trainingError(node, `its output "${further}" is used as well`);
    if (node.opType === 'BatchNormalization') useRunningStatistics(node, lookup);
    else node.input = node.input.slice(0, 1);
    node.output = node.output.slice(0, 1);
  }
  const isNorm = ({ opType }: NodeProto): boolean => opType === 'BatchNormalization';
  const norms = training.filter(isNorm);
  const dropouts = training.filter((node) => !isNorm(node));
  return {
    model: evaluated,
    notes: [
      ...describe(norms, 'Batch normalisation was in training mode; it uses its running statistics now'),
      ...describe(dropouts, 'Dropout was in training mode; it is off now'),
    ],
  };
}

function describe(nodes: readonly NodeProto[], sentence: string): string[] {
  if (nodes.length === 0) return [];
  const shown = nodes.slice(0, SHOWN_NODES).map(describeNode).join(', ');
  const rest = nodes.length - SHOWN_NODES;
  return [`${sentence}: ${shown}${rest > 0 ? ` and ${rest} more` : ''}.`];
}

function isTraining(node: NodeProto, opset: number, lookup: GraphLookup): boolean {
  if (node.domain) return false;
  if (node.opType === 'BatchNormalization') {
    if (opset >= TRAINING_ATTRIBUTE_OPSET) return readAttributeInt(node, 'training_mode', 0) !== 0;
    return node.output.filter((name) => name !== '').length > 1;
  }
  const mode = node.opType === 'Dropout' ? node.input[TRAINING_INPUT] : undefined;
  if (!mode) return false;
  const constant = lookup.readConstant(mode);
  if (constant === null) throw trainingError(node, `its mode "${mode}" is computed`);
  return Number(constant.data[0] ?? 0) !== 0;
}

/** Only statistics that training has moved are some: networks without them are exported with mean 0 and variance 1. */
function useRunningStatistics(node: NodeProto, lookup: GraphLookup): void {
  const mean = readFloats(lookup, node.input[MEAN_INPUT])?.data;
  const variance = readFloats(lookup, node.input[VARIANCE_INPUT])?.data;
  if (!mean || !variance) throw trainingError(node, 'its running statistics are not stored');
  if (mean.every((value) => value === 0) && variance.every((value) => value === 1)) {
    throw trainingError(node, 'its running statistics are mean 0 and variance 1, as before any training');
  }
  node.attribute = node.attribute.filter(({ name }) => name !== 'training_mode');
}

/** Dynamic quantisation takes the scale of eight bits from all values at hand, those of other images too. */
function assertNoBatchScales(graph: GraphProto): void {
  const node = [...graph.node, ...graph.node.flatMap(listInnerNodes)].find(({ opType }) =>
    /^DynamicQuantize/.test(opType),
  );
  if (!node) return;
  throw new ModelError('batch-dependent', {
    what: `The network quantises dynamically: ${describeNode(node)} takes its scale from the whole batch.`,
    why: 'The features of an image would depend on the other images of its batch.',
    next: 'Quantise statically (QDQ, with calibration images), or give the network as it was before.',
  });
}

function assertNothingRandom(graph: GraphProto): void {
  const node = [...graph.node, ...graph.node.flatMap(listInnerNodes)].find(({ opType }) =>
    RANDOM.has(opType),
  );
  if (!node) return;
  throw new ModelError('random-operator', {
    what: `The network draws random numbers: ${describeNode(node)}.`,
    why: 'The same image would get other features every time.',
    next: 'Call model.eval() before torch.onnx.export: dropout, stochastic depth and noise are off then.',
  });
}

function trainingError(node: NodeProto, obstacle: string): ModelError {
  return new ModelError('training-mode', {
    what: `${describeNode(node)} is in training mode, and cannot be set to inference: ${obstacle}.`,
    why: 'The features of an image would depend on the other images of its batch, or on chance.',
    next: 'Call model.eval() before torch.onnx.export, and export again.',
  });
}
