/**
 * What is known of an operator: the shape and type of its result, and how to differentiate it.
 * Types only. In: a node and what is known of its inputs; for the gradient, a graph to add nodes to. Knows no operator and no walk.
 */
import type { Attributes } from '../schema/attribute.js';
import type { NodeProto } from '../schema/messages.js';

/** The length of an axis: a number, an expression over named lengths (equal text, equal length), or null where unknown. */
export type Length = number | string | null;

/** The lengths of all axes; null: even the rank is unknown. */
export type Dims = readonly Length[] | null;

/** What is known of a value before anything runs. */
export interface ValueFacts {
  /** A number of `DATA_TYPE`. */
  dataType: number | null;
  dims: Dims;
}

/** What inference may ask about a node's inputs. */
export interface InferenceContext {
  node: NodeProto;
  inputs: readonly ValueFacts[];
  /** The values of a constant integer input, or null. */
  readInts(input: number): number[] | null;
}

/** The name of a value; a scalar of the type of the operands beside it; or a vector of int64. */
export type Operand = string | number | readonly number[];

/** Adds a node and names its first output. Attributes may follow the operands; `''` leaves an optional input out. */
export type Emit = (opType: string, ...operands: readonly (Operand | Attributes)[]) => string;

/** A graph as rules see it: what is known of its values, and nodes to add (`GraphBuilder`). */
export interface GrowingGraph {
  readonly op: Emit;
  /** Whether the graph has a value of that name. */
  has(value: string): boolean;
  /** What is known of a value's type and shape. */
  factsOf(value: string): ValueFacts;
  /** The values of a constant tensor of integers, or null. */
  readInts(value: string): number[] | null;
  /** The value of a constant with one element, or null. */
  readScalar(value: string): number | null;
  /** An int64 scalar. */
  addInt(value: number): string;
  /** A scalar of the type of another value; of float32 without one. */
  addScalar(value: number, sibling?: string): string;
  /** A float32 tensor whose elements are all the same. */
  addFilled(dims: readonly number[], value: number): string;
  /** Adds a node with several outputs. */
  split(outputCount: number, opType: string, ...operands: readonly (Operand | Attributes)[]): string[];
  /** The name of a further output of a node in the graph, which is asked for where it was left out. */
  requireOutput(node: NodeProto, index: number, dataType: number): string;
  /** Adds a copy of a node for other inputs. */
  repeat(node: NodeProto, inputs: readonly string[]): string;
}

/** A node and the cotangents of its outputs, as a rule sees them. */
export interface RuleContext {
  readonly node: NodeProto;
  readonly graph: GrowingGraph;
  /** Adds a node to the graph. */
  readonly op: Emit;
  /** The node's inputs; `''` for those left out. */
  readonly inputs: readonly string[];
  /** The first input, output and the output's cotangent: all that most rules need. */
  readonly x: string;
  readonly y: string;
  readonly g: string;
  /** Cotangents of all outputs; null where nothing depends on an output. */
  readonly cotangents: readonly (string | null)[];
}

/** Makes the cotangent of one input, of the input's type and shape. */
export type Gradient = () => string;

/**
 * Turns the cotangents of a node's outputs into cotangents of its inputs, as nodes of the same graph: lazily, because most inputs
 * (weights) need none. One entry per input, none beyond: null where the result does not change smoothly with it (a condition, a type), so
 * that nothing flows back; no entry where it does but no gradient is known.
 */
export type Rule = (context: RuleContext) => readonly (Gradient | null)[];

/** The lengths of a node's first output, or null where they are not followed: whoever asks must be right without, only slower. */
export type DimsRule = (context: InferenceContext) => Dims;

/** The gradient of results that move in steps or do not depend on the data: nothing flows back. */
export const LOCALLY_CONSTANT = 'locally-constant';

/** All that is known of one operator; what is left out is unknown. */
export interface Operator {
  /** Left out where shapes are not worth following. */
  dims?: DimsRule;
  /** The type of the first output; left out where it is that of the first input. */
  dataType?: (context: InferenceContext) => number | null;
  /** Left out where no gradient is known. */
  gradient?: Rule | typeof LOCALLY_CONSTANT;
  /** All outputs have the type and shape of the first, and the rule takes the cotangents of all; else only the first counts. */
  hasLikeOutputs?: true;
}

/** Operators by the name that the ONNX standard gives them. */
export type OperatorTable = Readonly<Record<string, Operator>>;
