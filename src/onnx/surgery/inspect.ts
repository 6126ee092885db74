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
  /** The value that enters the head. */
  features: string;
  /** The value that the map is, or is made of; null: none. */
  featureMap: { value: string; channelCount: number; kind: 'map' | 'map-channels-last' | 'tokens' } | null;
  /** Sentences for people. */
  notes: string[];
}

/** Describes a classifier. ModelError as `findAnatomy`'s. */
export function inspectModel(model: ModelProto): ModelInspection {
  const anatomy = findAnatomy(model);
  const { input, opset, head, map } = anatomy;
  const isNormalized = normalizesImage(model.graph, input.name);
  return {
    input,
    isNormalized,
    opset,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    nodeCount: model.graph.node.length,
    parameterCount: countParameters(model.graph),
    head: { classCount: head.classCount, featureCount: head.featureCount, node: describeNode(head.node) },
    features: head.features,
    featureMap: map.source && {
      value: map.source.value,
      channelCount: map.source.channelCount,
      kind: map.source.kind,
    },
    notes: listNotes(model, anatomy, isNormalized),
  };
}

function listNotes(model: ModelProto, { input, head, map }: Anatomy, isNormalized: boolean): string[] {
  const notes: string[] = [];
  if (head.removedActivations.length > 0) {
    notes.push(`The logits are the scores before ${head.removedActivations.join(' and ')}.`);
  }
  if (map.note !== null) notes.push(map.note);
  if (!isNormalized) {
    notes.push(
      'The graph does not normalise the image itself; if it was trained on normalised images, say with which mean and deviation.',
    );
  }
  const [batchSize] = input.dims;
  if (typeof batchSize === 'number') {
    const obstacle = freeBatch(copyModel(model).graph, input.name, batchSize);
    notes.push(
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
