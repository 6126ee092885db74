/**
 * What can be said of a value before anything runs: its element type and its shape, with named lengths kept as names.
 * In: a declaration, or a node and the facts of its inputs. Out: facts of the value, of the node's outputs. Says "unknown" of whatever the
 * table of operators does not follow.
 */
import { OPERATORS } from '../operators/index.js';
import type { InferenceContext, ValueFacts } from '../operators/operator.js';
import type { TypeProto } from '../schema/messages.js';

/** Of a value of which nothing is known. */
export const UNKNOWN: ValueFacts = { dataType: null, dims: null };

/** The facts of a declared value. */
export function toValueFacts(type: TypeProto | undefined): ValueFacts {
  const tensor = type?.tensorType;
  if (!tensor) return UNKNOWN;
  const dims = tensor.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? (dimParam || null)) ?? null;
  return { dataType: tensor.elemType || null, dims };
}

/** Infers the facts of each of a node's outputs. */
export function inferFacts(context: InferenceContext): ValueFacts[] {
  const { node, inputs } = context;
  const operator = OPERATORS.get(node.opType);
  // Of a Loop or an If the first input says nothing about what comes out.
  if (!operator) return node.output.map(() => UNKNOWN);
  const { dims, dataType, hasLikeOutputs } = operator;
  const first = {
    dataType: dataType ? dataType(context) : (inputs[0]?.dataType ?? null),
    dims: dims?.(context) ?? null,
  };
  return node.output.map((_, index) => (index === 0 || hasLikeOutputs ? first : UNKNOWN));
}
