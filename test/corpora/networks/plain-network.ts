/**
 * The classifier that hostile networks are made of: sound, small, its features known by running it as it is.
 */
import {
  attributeCodec,
  formatModel,
  type ModelProto,
  type NodeProto,
  toTensorProto,
} from '../../../src/onnx/index.js';
import { ATTRIBUTE_TYPE, type GraphProto } from '../../../src/onnx/schema/messages.js';
import { classifier, gemm, pooled } from '../../studies/small-classifier.js';
import type { HostileFile, HostileRow } from '../hostile-files.js';

/** `as-plain`: its features are those of the sound network; `imported`: it has features of its own, finite and repeatable. */
export type NetworkRight = 'as-plain' | 'imported';
export type NetworkRow = HostileRow<NetworkRight>;
export type HostileNetwork = HostileFile<NetworkRight>;

const last: NodeProto = { ...gemm, output: ['out'] };

/** As a model, to be changed. */
export function buildPlain(): ModelProto {
  return structuredClone(classifier({ nodes: [...pooled, last] }));
}

/** As a file, after a change. */
export function change(edit: (model: ModelProto, graph: GraphProto) => void): () => Uint8Array {
  return () => {
    const model = buildPlain();
    edit(model, model.graph);
    return formatModel(model);
  };
}

/** A file whose map of features goes through other nodes first: from `map` to `map2`. */
export function through(
  nodes: readonly NodeProto[] | (() => readonly NodeProto[]),
  edit: (model: ModelProto, graph: GraphProto) => void = () => {},
): () => Uint8Array {
  return change((model, graph) => {
    const pool = graph.node.find(({ opType }) => opType === 'GlobalAveragePool')!;
    pool.input = ['map2'];
    graph.node = graph.node
      .slice(0, 2)
      .concat(typeof nodes === 'function' ? nodes() : nodes, graph.node.slice(2));
    edit(model, graph);
  });
}

/** A node with another graph inside. */
export function withGraph(one: NodeProto, name: string, g: GraphProto): NodeProto {
  const attribute = attributeCodec.create({ name, type: ATTRIBUTE_TYPE.graph, g });
  return { ...one, attribute: [...one.attribute, attribute] };
}

/** A constant of one truth value. */
export const truth = (name: string, isTrue: boolean) =>
  toTensorProto({ dtype: 'bool', dims: [], data: Uint8Array.of(isTrue ? 1 : 0) }, name);
