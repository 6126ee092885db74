/**
 * Appends nodes to a graph, an expression at a time: `op('Mul', g, op('Sub', 1, y))`.
 * In: a graph in topological order; it is left as it was. Out: its nodes and initialisers with the new ones behind them.
 * Plain numbers become constants of the type of the operand beside them. Does not check that the operators fit together.
 */
import type { Emit, GrowingGraph, Operand, ValueFacts } from '../operators/operator.js';
import { type Attributes, toAttribute } from '../schema/attribute.js';
import {
  dimensionCodec,
  nodeCodec,
  tensorShapeCodec,
  tensorTypeCodec,
  typeCodec,
  valueInfoCodec,
} from '../schema/codecs.js';
import { DATA_TYPE, type Tensor } from '../schema/data-type.js';
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from '../schema/messages.js';
import { inferFacts, toValueFacts, UNKNOWN } from './inference.js';
import { createGraphLookup } from './lookup.js';
import { toTensorProto } from './tensor.js';

/** Scalars of these types are written as they are; of others (half floats) as a cast of a float32. */
const SCALARS: Readonly<Record<number, (value: number) => Tensor>> = {
  [DATA_TYPE.float32]: (value) => ({ dtype: 'float32', dims: [], data: Float32Array.of(value) }),
  [DATA_TYPE.float64]: (value) => ({ dtype: 'float64', dims: [], data: Float64Array.of(value) }),
  [DATA_TYPE.int64]: (value) => ({ dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(value)) }),
};

/** A graph that grows by expressions; `nodes` and `initializers` are what a new graph is made of. */
export class GraphBuilder implements GrowingGraph {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  readonly inputs: ValueInfoProto[];
  private readonly names = new Set<string>();
  private readonly facts = new Map<string, ValueFacts>();
  private readonly constants = new Map<string, string>();
  private readonly vectors = new Map<string, number[]>();
  private readonly readOriginal: (value: string) => Tensor | null;
  private count = 0;

  constructor(readonly graph: GraphProto) {
    this.nodes = [...graph.node];
    this.initializers = [...graph.initializer];
    this.inputs = [...graph.input];
    this.readOriginal = createGraphLookup(graph).readConstant;
    const declared = [...graph.input, ...graph.output, ...graph.valueInfo];
    for (const { name, type } of declared) this.facts.set(name, toValueFacts(type));
    for (const { name, dataType, dims } of graph.initializer) this.facts.set(name, { dataType, dims });
    for (const name of this.facts.keys()) this.names.add(name);
    for (const node of graph.node) this.register(node);
  }

  /** Declares a further input of the graph. */
  addInput(name: string, facts: ValueFacts): string {
    this.inputs.push(toValueInfo(name, facts));
    this.facts.set(name, facts);
    this.names.add(name);
    return name;
  }

  has(value: string): boolean {
    return this.names.has(value);
  }

  /** What is known of a value's type and shape. */
  factsOf(value: string): ValueFacts {
    return this.facts.get(value) ?? UNKNOWN;
  }

  /** The values of a constant tensor of integers, or null. */
  readInts(value: string): number[] | null {
    const known = this.vectors.get(value);
    if (known) return known;
    const { dataType, dims } = this.factsOf(value);
    // Weights are never asked for as integers: do not copy them to find out.
    if (dataType !== DATA_TYPE.int64 && dataType !== DATA_TYPE.int32) return null;
    if (dims !== null && dims.length > 1) return null;
    const tensor = this.readOriginal(value);
    return tensor && Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  }

  /** The value of a constant with one element, or null. */
  readScalar(value: string): number | null {
    const { dims } = this.factsOf(value);
    if (dims === null || dims.some((length) => length !== 1)) return null;
    const element = this.readOriginal(value)?.data[0];
    return element === undefined ? null : Number(element);
  }

  /** Adds a node with one output that counts. */
  readonly op: Emit = (opType, ...operands) => this.emit(opType, operands, 1)[0]!;

  /** Adds a node with several outputs. */
  split(outputCount: number, opType: string, ...operands: readonly (Operand | Attributes)[]): string[] {
    return this.emit(opType, operands, outputCount);
  }

  /** An int64 scalar. */
  addInt(value: number): string {
    return this.addConstant(`${DATA_TYPE.int64}:${value}`, () => SCALARS[DATA_TYPE.int64]!(value));
  }

  /** The name of a further output of a node in the graph, which is asked for where it was left out. */
  requireOutput(node: NodeProto, index: number, dataType: number): string {
    const existing = this.nodes.find(({ output }) => output[0] === node.output[0])!;
    const name = existing.output[index];
    if (name) return name;
    const added = this.createName(node.opType);
    const output = Array.from({ length: Math.max(existing.output.length, index + 1) }, (_, k) =>
      k === index ? added : (existing.output[k] ?? ''),
    );
    this.nodes[this.nodes.indexOf(existing)] = { ...existing, output };
    this.facts.set(added, { dataType, dims: null });
    return added;
  }

  /** Adds a copy of a node for other inputs. */
  repeat(node: NodeProto, inputs: readonly string[]): string {
    const output = this.createName(node.opType);
    this.append({ ...node, name: output, input: [...inputs], output: [output] });
    return output;
  }

  /** Names a value, for outputs. */
  alias(value: string, name: string): void {
    this.append(nodeCodec.create({ opType: 'Identity', input: [value], output: [name], name }));
  }

  private emit(opType: string, operands: readonly (Operand | Attributes)[], outputCount: number): string[] {
    const inputs = operands.filter((operand) => isOperand(operand));
    const attributes = operands.filter((operand) => !isOperand(operand));
    const named = inputs.filter((input): input is string => typeof input === 'string' && input !== '');
    const sibling = named.find((input) => this.factsOf(input).dataType !== DATA_TYPE.bool) ?? named[0];
    const output = Array.from({ length: outputCount }, () => this.createName(opType));
    const node = nodeCodec.create({
      opType,
      name: output[0]!,
      input: inputs.map((input) => this.toInput(input, sibling)),
      output,
      attribute: attributes.flatMap((each) =>
        Object.entries(each).map(([name, value]) => toAttribute(name, value)),
      ),
    });
    this.append(node);
    return output;
  }

  private append(node: NodeProto): void {
    this.nodes.push(node);
    this.register(node);
  }

  private register(node: NodeProto): void {
    const inputs = node.input.map((name) => this.factsOf(name));
    const readInts = (input: number): number[] | null => this.readInts(node.input[input] ?? '');
    const inferred = inferFacts({ node, inputs, readInts });
    for (const [index, name] of node.output.entries()) {
      if (name === '') continue;
      this.names.add(name);
      const [own, known] = [inferred[index]!, this.factsOf(name)];
      this.facts.set(name, { dataType: own.dataType ?? known.dataType, dims: own.dims ?? known.dims });
    }
  }

  private toInput(operand: Operand, sibling: string | undefined): string {
    if (typeof operand === 'string') return operand;
    if (typeof operand === 'number') return this.addScalar(operand, sibling);
    return this.addConstant(`ints:${operand}`, () => ({
      dtype: 'int64',
      dims: [operand.length],
      data: BigInt64Array.from(operand, BigInt),
    }));
  }

  /** A scalar of the type of another value; of float32 without one. */
  addScalar(value: number, sibling?: string): string {
    const dataType = sibling === undefined ? DATA_TYPE.float32 : this.factsOf(sibling).dataType;
    const create = SCALARS[dataType ?? -1];
    if (create) return this.addConstant(`${dataType}:${value}`, () => create(value));
    const single = this.addConstant(`${DATA_TYPE.float32}:${value}`, () =>
      SCALARS[DATA_TYPE.float32]!(value),
    );
    return dataType === null
      ? this.op('CastLike', single, sibling!)
      : this.op('Cast', single, { to: dataType });
  }

  /** A float32 tensor whose elements are all the same. */
  addFilled(dims: readonly number[], value: number): string {
    return this.addConstant(`filled:${dims}:${value}`, () => ({
      dtype: 'float32',
      dims: [...dims],
      data: new Float32Array(dims.reduce((product, length) => product * length, 1)).fill(value),
    }));
  }

  private addConstant(key: string, create: () => Tensor): string {
    const existing = this.constants.get(key);
    if (existing) return existing;
    const tensor = create();
    const name = this.createName('constant');
    this.initializers.push(toTensorProto(tensor, name));
    this.facts.set(name, { dataType: DATA_TYPE[tensor.dtype], dims: tensor.dims });
    if (tensor.dtype === 'int64') this.vectors.set(name, Array.from(tensor.data, Number));
    this.constants.set(key, name);
    return name;
  }

  private createName(opType: string): string {
    let name: string;
    do name = `gradient/${opType}_${this.count++}`;
    while (this.names.has(name));
    this.names.add(name);
    return name;
  }
}

function isOperand(operand: Operand | Attributes): operand is Operand {
  return typeof operand !== 'object' || Array.isArray(operand);
}

/** Declares a value; null for dims leaves its rank open. */
export function toValueInfo(name: string, { dataType, dims }: ValueFacts): ValueInfoProto {
  const shape =
    dims === null
      ? undefined
      : tensorShapeCodec.create({
          dim: dims.map((length) =>
            dimensionCodec.create(
              typeof length === 'number' ? { dimValue: length } : { dimParam: length ?? undefined },
            ),
          ),
        });
  const tensorType = tensorTypeCodec.create({ elemType: dataType ?? DATA_TYPE.float32, shape });
  return valueInfoCodec.create({ name, type: typeCodec.create({ tensorType }) });
}
