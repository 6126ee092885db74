/**
 * Small edits of graphs: copies, new nodes and constants, new names, and the removal of what no output needs.
 * In: a graph. Out: changes to the copy that `copyModel` made; the original and its tensors stay as they were.
 */
import { toTensorProto } from '../graph/tensor.js';
import { attributeCodec, dimensionCodec, nodeCodec, tensorShapeCodec, tensorTypeCodec, typeCodec, valueInfoCodec } from '../schema/codecs.js';
import { DATA_TYPE, type Tensor } from '../schema/data-type.js';
import {
  ATTRIBUTE_TYPE,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../schema/messages.js';
import { listNodeInputs } from './data-flow.js';

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

/** A node with one output, which is also its name; attributes are integers or lists of them. */
export function createNode(
  opType: string,
  input: string[],
  output: string,
  attributes: Record<string, number | number[]> = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) =>
    Array.isArray(value)
      ? attributeCodec.create({ name, type: ATTRIBUTE_TYPE.ints, ints: value.map(BigInt) })
      : attributeCodec.create({ name, type: ATTRIBUTE_TYPE.int, i: BigInt(value) }),
  );
  return nodeCodec.create({ opType, input, output: [output], name: output, attribute });
}

/** A float32 value; a text names an axis of any length. */
export function createValueInfo(name: string, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((length) =>
    dimensionCodec.create(typeof length === 'number' ? { dimValue: length } : { dimParam: length }),
  );
  const tensorType = tensorTypeCodec.create({
    elemType: DATA_TYPE.float32,
    shape: tensorShapeCodec.create({ dim }),
  });
  return valueInfoCodec.create({ name, type: typeCodec.create({ tensorType }) });
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
    attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs).flatMap((one) => [...listValueNames(one)])),
  );
  return new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ input, output }) => [...input, ...output]),
    ...inner,
  ]);
}

/** Gives a value a name wherever it occurs; another value that has the name already moves to a free one. */
export function renameValue(graph: GraphProto, value: string, name: string): void {
  if (value === name) return;
  const moved = createFreeName(graph, `${name}.inner`);
  mapValueNames(graph, (one) => (one === value ? name : one === name ? moved : one));
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
export function pruneGraph(graph: GraphProto): void {
  const needed = new Set(graph.output.map(({ name }) => name));
  const kept: NodeProto[] = [];
  for (const node of graph.node.toReversed()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    kept.push(node);
    for (const input of listNodeInputs(node)) needed.add(input);
  }
  const made = new Set(kept.flatMap(({ output }) => output));
  graph.node = kept.reverse();
  graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
  graph.valueInfo = graph.valueInfo.filter(({ name }) => made.has(name));
  const stored = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => needed.has(name) && !stored.has(name));
}
