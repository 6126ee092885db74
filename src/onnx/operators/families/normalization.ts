/**
 * Normalisations at inference. Batch norm is linear in its input; the others subtract a mean and divide by a spread of the data itself,
 * which one formula covers: with x̂ the normalised data and ḡ the cotangent times the scale, (ḡ − mean ḡ − x̂ mean(ḡ x̂)) / σ.
 */
import { readAttributeFloat, readAttributeInt } from '../../schema/attribute.js';
import { sameDims } from '../dims.js';
import type { OperatorTable, Rule, RuleContext } from '../operator.js';
import { elementwise, reshapeLike } from '../rule.js';

/** The standard's default of every normalisation. */
const DEFAULT_EPSILON = 1e-5;

/** Scale without shift and mean: the same operator, which runtimes fold into the convolution before it. */
const batchNormalization = ({ op, g, node, inputs }: RuleContext): string => {
  const [, scale, , , variance] = inputs as [string, string, string, string, string];
  const zeros = op('Sub', scale, scale);
  const epsilon = { float: readAttributeFloat(node, 'epsilon', DEFAULT_EPSILON) };
  return op('BatchNormalization', g, scale, zeros, zeros, variance, { epsilon });
};

/** The formula above over `axes`, for data and cotangent of the same shape. */
function differentiateStandardized(
  { op, node }: RuleContext,
  x: string,
  g: string,
  axes: readonly number[],
): string {
  const mean = (value: string): string => op('ReduceMean', value, axes);
  const centred = op('Sub', x, mean(x));
  const epsilon = readAttributeFloat(node, 'epsilon', DEFAULT_EPSILON);
  const spread = op('Sqrt', op('Add', mean(op('Mul', centred, centred)), epsilon));
  const unit = op('Div', centred, spread);
  const along = op('Mul', unit, mean(op('Mul', g, unit)));
  return op('Div', op('Sub', op('Sub', g, mean(g)), along), spread);
}

/** The scale has the shape of the normalised axes, which are the last ones. */
const layerNormalization: Rule = (context) => {
  const { op, graph, g, x, node, inputs } = context;
  const axis = readAttributeInt(node, 'axis', -1);
  const rank = axis < 0 ? -axis : (graph.factsOf(inputs[1]!).dims?.length ?? 1);
  const axes = Array.from({ length: rank }, (_, index) => index - rank);
  return [() => differentiateStandardized(context, x, op('Mul', g, inputs[1]!), axes)];
};

/** `[n, C, …]` in which each row of `[n, rows, …]` is normalised on its own; a scale per channel or per row. */
function normalizeRows(context: RuleContext, rowCount: number): string {
  const { op, graph, g, x, inputs } = context;
  const scale = op('Unsqueeze', inputs[1]!, [-1]);
  const isPerRow = graph.factsOf(inputs[1]!).dims?.[0] === rowCount;
  const rows = [0, rowCount, -1];
  const flat = isPerRow ? op('Reshape', g, rows) : op('Reshape', g, [0, 0, -1]);
  const scaled = op('Reshape', op('Mul', flat, scale), rows);
  return reshapeLike(context, differentiateStandardized(context, op('Reshape', x, rows), scaled, [-1]), x);
}

/** Normalisations as they are at inference; by the data, whose shape they keep. */
export const NORMALIZATION: OperatorTable = {
  BatchNormalization: elementwise(batchNormalization),
  LayerNormalization: { dims: sameDims, gradient: layerNormalization },
  // 0 keeps the number of channels: one row each.
  InstanceNormalization: elementwise((context) => normalizeRows(context, 0)),
  GroupNormalization: elementwise((context) =>
    normalizeRows(context, readAttributeInt(context.node, 'num_groups', 1)),
  ),
  LpNormalization: { dims: sameDims },
};
