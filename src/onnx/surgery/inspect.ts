/**
 * Describes a classifier for people: what surgery found in it and what it could not find.
 * In: a model. Out: plain data. Changes nothing.
 */
import { createGraphLookup } from '../graph/lookup.js';
import { computeElementCount } from '../graph/tensor.js';
import { DATA_TYPE } from '../schema/data-type.js';
import type { GraphProto, ModelProto } from '../schema/messages.js';
import { type Anatomy, findAnatomy } from './anatomy.js';
import { freeBatch } from './batch.js';
import { readFloats } from './constants.js';
import { copyModel } from './edit.js';
import { describeNode } from './errors.js';

/** A sentence for people, and what it is about: those who settle the matter leave it out. */
export interface NetworkNote {
  topic: 'network' | 'normalization';
  text: string;
}

/** What there is to say about a classifier before it becomes an encoder. */
export interface ModelInspection {
  /** A text or null where a length is open. */
  input: { name: string; dims: (number | string | null)[] };
  /** Whether the graph subtracts and divides the image itself, so that it takes [0,1]; false: it expects someone else to. */
  isNormalized: boolean;
  opset: number;
  /** Who wrote the file, such as "pytorch 2.4.0"; empty when it does not say. */
  producer: string;
  nodeCount: number;
  /** Numbers in floating-point weights. */
  parameterCount: number;
  head: { classCount: number; featureCount: number; node: string };
  /** Whether the network makes a probability of each logit for itself, by a sigmoid of its own. */
  hasSigmoids: boolean;
  /** The value that enters the head. */
  features: string;
  /** The value that the map is, or is made of; null: none. */
  featureMap: { value: string; channelCount: number; kind: 'map' | 'map-channels-last' | 'tokens' } | null;
  notes: NetworkNote[];
}

/** Describes a classifier. ModelError as `findAnatomy`'s. */
export function inspectModel(model: ModelProto): ModelInspection {
  const anatomy = findAnatomy(model);
  const { input, opset, head, isSingleScore, map } = anatomy;
  const isNormalized = normalizesImage(model.graph, input.name);
  return {
    input,
    isNormalized,
    opset,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    nodeCount: model.graph.node.length,
    parameterCount: countParameters(model.graph),
    head: { classCount: head.classCount, featureCount: head.featureCount, node: describeNode(head.node) },
    hasSigmoids: !isSingleScore && head.removedActivations.includes('Sigmoid'),
    features: head.features,
    featureMap: map.source && {
      value: map.source.value,
      channelCount: map.source.channelCount,
      kind: map.source.kind,
    },
    notes: listNotes(model, anatomy, isNormalized),
  };
}

function listNotes(
  model: ModelProto,
  { input, head, isSingleScore, map }: Anatomy,
  isNormalized: boolean,
): NetworkNote[] {
  const notes: NetworkNote[] = [];
  const say = (text: string, topic: NetworkNote['topic'] = 'network') => notes.push({ topic, text });
  if (head.removedActivations.length > 0) {
    say(`The logits are the scores before ${head.removedActivations.join(' and ')}.`);
  }
  if (isSingleScore) {
    say(
      'The network gives one score z for two classes: their logits are 0 and z, so that the second class has the probability 1 / (1 + exp(−z)).',
    );
  }
  if (map.note !== null) say(map.note);
  if (!isNormalized) {
    say(
      'The graph does not normalise the image itself; if it was trained on normalised images, say with which mean and deviation.',
      'normalization',
    );
  }
  const [batchSize] = input.dims;
  if (typeof batchSize === 'number') {
    const obstacle = freeBatch(copyModel(model).graph, input.name, batchSize);
    say(
      obstacle
        ? `The network takes ${batchSize} image${batchSize === 1 ? '' : 's'} at a time; ${describeNode(obstacle)} stands against more.`
        : `The file takes ${batchSize} image${batchSize === 1 ? '' : 's'} at a time; an import of it takes any number.`,
    );
  }
  return notes;
}

const NORMALIZERS: ReadonlySet<string> = new Set(['Sub', 'Div', 'Mul', 'Add', 'BatchNormalization']);

/** Whether all that reads the image first shifts or scales it by constants. */
function normalizesImage(graph: GraphProto, image: string): boolean {
  const lookup = createGraphLookup(graph);
  const readers = graph.node.filter(({ input, opType }) => input.includes(image) && opType !== 'Shape');
  return (
    readers.length > 0 &&
    readers.every(
      (node) =>
        NORMALIZERS.has(node.opType) &&
        node.input.every((name) => name === image || readFloats(lookup, name) !== null),
    )
  );
}

const FLOAT_TYPES: ReadonlySet<number> = new Set([
  DATA_TYPE.float16,
  DATA_TYPE.bfloat16,
  DATA_TYPE.float32,
  DATA_TYPE.float64,
]);

function countParameters({ initializer }: GraphProto): number {
  return initializer
    .filter(({ dataType }) => FLOAT_TYPES.has(dataType))
    .reduce((sum, { dims }) => sum + computeElementCount(dims), 0);
}
