/**
 * Small edits of graphs: copies, new nodes and constants, new names, and the removal of what no output needs.
 * In: a graph. Out: changes to the copy that `copyModel` made; the original and its tensors stay as they were.
 */

import { toValueInfo } from '../graph/builder.js';
import { pruneGraph } from '../graph/prune.js';
import { toTensorProto } from '../graph/tensor.js';
import { type Attributes, toAttribute } from '../schema/attribute.js';
import { nodeCodec } from '../schema/codecs.js';
import { DATA_TYPE, type Tensor } from '../schema/data-type.js';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  ValueInfoProto,
} from '../schema/messages.js';

/** A model whose graph can be edited without touching the original; tensors' values are shared. */
export function copyModel(model: ModelProto): ModelProto {
  return { ...model, graph: copyGraph(model.graph) };
}

function copyGraph(graph: GraphProto): GraphProto {
  return {
    ...graph,
    node: graph.node.map((node) => ({
      ...node,
      input: [...node.input],
      output: [...node.output],
      attribute: node.attribute.map(copyAttribute),
    })),
    initializer: graph.initializer.map((tensor) => ({ ...tensor })),
    input: graph.input.map((value) => ({ ...value })),
    output: graph.output.map((value) => ({ ...value })),
    valueInfo: graph.valueInfo.map((value) => ({ ...value })),
  };
}

function copyAttribute(attribute: AttributeProto): AttributeProto {
  const { g, graphs } = attribute;
  if (!g && graphs.length === 0) return attribute;
  return { ...attribute, g: g && copyGraph(g), graphs: graphs.map(copyGraph) };
}

/** A node with one output, which is also its name. */
export function createNode(
  opType: string,
  input: string[],
  output: string,
  attributes: Attributes = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
  return nodeCodec.create({ opType, input, output: [output], name: output, attribute });
}

/** A float32 value; a text names an axis of any length. */
export function createValueInfo(name: string, dims: readonly (number | string)[]): ValueInfoProto {
  return toValueInfo(name, { dataType: DATA_TYPE.float32, dims: [...dims] });
}

/** Adds a constant under a name that nothing else has, and returns that name. */
export function addConstant(graph: GraphProto, wantedName: string, tensor: Tensor): string {
  const name = createFreeName(graph, wantedName);
  graph.initializer.push(toTensorProto(tensor, name));
  return name;
}

/** `wanted`, or the first of `wanted.1`, `wanted.2`, … that names no value yet. */
export function createFreeName(graph: GraphProto, wanted: string): string {
  const taken = listValueNames(graph);
  let name = wanted;
  for (let number = 1; taken.has(name); number++) name = `${wanted}.${number}`;
  return name;
}

function listValueNames(graph: GraphProto): Set<string> {
  const inner = graph.node.flatMap(({ attribute }) =>
    attribute.flatMap(({ g, graphs }) =>
      (g ? [g, ...graphs] : graphs).flatMap((one) => [...listValueNames(one)]),
    ),
  );
  return new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ input, output }) => [...input, ...output]),
    ...inner,
  ]);
}

/** Gives values new names wherever they occur; other values that have those names already move to free ones. */
export function renameValues(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  const wanted = new Set(names.values());
  const moved = new Map<string, string>();
  for (const name of wanted) if (!names.has(name)) moved.set(name, createFreeName(graph, `${name}.inner`));
  mapValueNames(graph, (value) => names.get(value) ?? moved.get(value) ?? value);
}

function mapValueNames(graph: GraphProto, rename: (value: string) => string): void {
  for (const node of graph.node) {
    node.input = node.input.map(rename);
    node.output = node.output.map(rename);
    for (const { g, graphs } of node.attribute) {
      for (const inner of g ? [g, ...graphs] : graphs) mapValueNames(inner, rename);
    }
  }
  for (const value of [...graph.initializer, ...graph.input, ...graph.output, ...graph.valueInfo]) {
    value.name = rename(value.name);
  }
}

/** Drops nodes, constants and value descriptions that no output needs. */
export function dropUnused(graph: GraphProto): void {
  const wanted = graph.output.map(({ name }) => name);
  Object.assign(graph, pruneGraph(graph, wanted));
  const made = new Set(graph.node.flatMap(({ output }) => output));
  graph.valueInfo = graph.valueInfo.filter(({ name }) => made.has(name));
  const stored = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !stored.has(name));
}
