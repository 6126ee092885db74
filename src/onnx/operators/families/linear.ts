/**
 * Matrix products. Batch axes broadcast, as numpy.matmul's do.
 */
import { readAttributeFloat, readAttributeInt } from '../../schema/attribute.js';
import { broadcastDims } from '../dims.js';
import type { DimsRule, OperatorTable, Rule, RuleContext } from '../operator.js';
import { sumToShapeOf } from '../rule.js';

/** The last two axes exchanged; through Einsum where the rank is not known. */
function transposeLast({ op, graph }: RuleContext, value: string): string {
  const rank = graph.factsOf(value).dims?.length;
  if (rank === undefined) return op('Einsum', value, { equation: '...ij->...ji' });
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return op('Transpose', value, { perm });
}

/** Of matrices and batches of them; vectors are not followed. */
const matMulDims: DimsRule = ({ inputs }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b || a.length < 2 || b.length < 2) return null;
  const batch = broadcastDims([a.slice(0, -2), b.slice(0, -2)]);
  return batch && [...batch, a.at(-2)!, b.at(-1)!];
};

/** Vectors are matrices of one row (a) or column (b), whose extra axis the product drops. */
const matMul: Rule = (context) => {
  const { op, graph, g, inputs } = context;
  const [a, b] = inputs as [string, string];
  const isVector = (value: string): boolean => graph.factsOf(value).dims?.length === 1;
  const row = isVector(a) ? op('Unsqueeze', a, [0]) : a;
  const column = isVector(b) ? op('Unsqueeze', b, [1]) : b;
  const withColumn = isVector(b) ? op('Unsqueeze', g, [-1]) : g;
  const full = isVector(a) ? op('Unsqueeze', withColumn, [-2]) : withColumn;
  const toShapeOf = (gradient: string, matrix: string, value: string): string => {
    // Batch axes as the product's, then the matrix's own two.
    const batch = graph.factsOf(context.y).dims?.slice(0, -2);
    const last = graph.factsOf(matrix).dims?.slice(-2);
    const dims = batch && last && !isVector(a) && !isVector(b) ? [...batch, ...last] : null;
    const summed = sumToShapeOf(context, gradient, matrix, dims);
    return matrix === value ? summed : op('Reshape', summed, [-1]);
  };
  return [
    () => toShapeOf(op('MatMul', full, transposeLast(context, column)), row, a),
    () => toShapeOf(op('MatMul', transposeLast(context, row), full), column, b),
  ];
};

const gemmDims: DimsRule = ({ node, inputs }) => {
  const [a, b] = [inputs[0]?.dims, inputs[1]?.dims];
  if (!a || !b) return null;
  return [a[readAttributeInt(node, 'transA', 0)]!, b[1 - readAttributeInt(node, 'transB', 0)]!];
};

/** y = α A' B' + β C, with A' and B' transposed or not. */
const gemm: Rule = (context) => {
  const { op, g, node, inputs } = context;
  const [a, b, c] = inputs as [string, string, string | undefined];
  const transA = readAttributeInt(node, 'transA', 0);
  const transB = readAttributeInt(node, 'transB', 0);
  const alpha = { float: readAttributeFloat(node, 'alpha', 1) };
  const beta = readAttributeFloat(node, 'beta', 1);
  return [
    () =>
      transA
        ? op('Gemm', b, g, { alpha, transA: transB, transB: 1 })
        : op('Gemm', g, b, { alpha, transB: 1 - transB }),
    () =>
      transB
        ? op('Gemm', g, a, { alpha, transA: 1, transB: transA })
        : op('Gemm', a, g, { alpha, transA: 1 - transA }),
    ...(c === undefined ? [] : [() => sumToShapeOf(context, beta === 1 ? g : op('Mul', g, beta), c)]),
  ];
};

/** Matrix products. */
export const LINEAR: OperatorTable = {
  MatMul: { dims: matMulDims, gradient: matMul },
  Gemm: { dims: gemmDims, gradient: gemm },
};
