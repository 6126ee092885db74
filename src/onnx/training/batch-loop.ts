/**
 * A loop over batches of rows inside a graph.
 * In: a graph and a vector of row numbers in it. Out: the graph with a Loop node, whose body sees the values around it. The last batch
 * holds the rows that are left, so that no row is skipped.
 */
import { GraphBuilder, toValueInfo } from '../graph/builder.js';
import type { Length } from '../operators/operator.js';
import { attributeCodec, graphCodec, nodeCodec } from '../schema/codecs.js';
import { DATA_TYPE } from '../schema/data-type.js';
import { ATTRIBUTE_TYPE, type ValueInfoProto } from '../schema/messages.js';

/** A value that a loop hands from batch to batch: its input of the whole graph, and the name of the output that it ends as. */
export interface CarriedValue {
  name: string;
  outputName: string;
  dataType: number;
  dims: Length[];
}

/** What a loop over batches carries along, and what it does with each batch. */
export interface BatchLoop {
  /** int64 `[n]`. */
  rows: string;
  batchSize: number;
  carried: readonly CarriedValue[];
  /** The name of an output with one scalar per batch. */
  scannedName: string;
  /**
   * Adds the work on one batch. `batch` names its rows, `carried` the values before it; the results are the carried values after it
   * and the scalar to keep.
   */
  addBody(
    body: GraphBuilder,
    batch: string,
    carried: readonly string[],
  ): { carried: readonly string[]; scanned: string };
}

/** Adds loops that read the same graph and none another's results. */
export function addBatchLoops(graph: GraphBuilder, loops: readonly BatchLoop[]): void {
  const { op } = graph;
  const batchCounts = loops.map(({ rows, batchSize }) =>
    op('Div', op('Add', op('Shape', rows), batchSize - 1), batchSize),
  );
  // Names of a body must differ from those around it: so nothing but the loops is added from here on.
  const visible = listValues(graph);
  for (const [index, loop] of loops.entries()) {
    const node = nodeCodec.create({
      opType: 'Loop',
      name: loop.scannedName,
      input: [batchCounts[index]!, '', ...loop.carried.map(({ name }) => name)],
      output: [...loop.carried.map(({ outputName }) => outputName), loop.scannedName],
      attribute: [
        attributeCodec.create({ name: 'body', type: ATTRIBUTE_TYPE.graph, g: buildBody(loop, visible) }),
      ],
    });
    graph.nodes.push(node);
  }
}

function buildBody(loop: BatchLoop, visible: readonly ValueInfoProto[]) {
  const body = new GraphBuilder(graphCodec.create({ valueInfo: [...visible] }));
  const { op } = body;
  const prefix = `each_${loop.scannedName}`;
  const batchIndex = body.addInput(`${prefix}/batch_index`, { dataType: DATA_TYPE.int64, dims: [] });
  const condition = body.addInput(`${prefix}/condition`, { dataType: DATA_TYPE.bool, dims: [] });
  const before = loop.carried.map(({ name, dataType, dims }) =>
    body.addInput(`${prefix}/${name}`, { dataType, dims }),
  );
  const start = op('Reshape', op('Mul', batchIndex, loop.batchSize), [1]);
  // Slice stops at the end of its input.
  const batch = op('Slice', loop.rows, start, op('Add', start, loop.batchSize));
  const { carried, scanned } = loop.addBody(body, batch, before);
  const results = [op('Identity', condition), ...carried, scanned];
  return graphCodec.create({
    name: prefix,
    node: body.nodes,
    initializer: body.initializers,
    input: body.inputs,
    output: results.map((name) => toValueInfo(name, body.factsOf(name))),
  });
}

function listValues(graph: GraphBuilder): ValueInfoProto[] {
  const names = [
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.map(({ name }) => name),
    ...graph.nodes.flatMap(({ output }) => output),
  ];
  return names.map((name) => toValueInfo(name, graph.factsOf(name)));
}
