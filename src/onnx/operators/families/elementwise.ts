/**
 * Operators of one tensor that work element by element: g times the derivative, written with x and y.
 * At kinks they take PyTorch's side: relu'(0) = 0, |0|' = 0, clip' = 1 on its bounds.
 */
import { readAttributeFloat, readAttributeInt, readAttributeText } from '../../schema/attribute.js';
import { sameDims } from '../dims.js';
import { fillsBlocks, scaleInBlocks } from '../layout.js';
import { LOCALLY_CONSTANT, type Operator, type OperatorTable, type RuleContext } from '../operator.js';
import { elementwise, toNumbers } from '../rule.js';

/** Any positive float32 times this is at least 1, but for those below 3.4e-39, which are as good as 0. */
const STEEP = 3e38;

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
const INVERSE_SQRT_2 = Math.SQRT1_2;
const INVERSE_SQRT_2_PI = 1 / Math.sqrt(2 * Math.PI);
/** The tanh form of Gelu: tanh(√(2/π) (x + 0.044715 x³)). */
const GELU_SLOPE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;
/** HardSwish is x · clip(x/6 + 1/2, 0, 1). */
const HARD_SWISH_SLOPE = 1 / 6;
/** Selu's constants in the ONNX standard. */
const SELU_ALPHA = 1.6732631921768188;
const SELU_GAMMA = 1.0507010221481323;

/** g where the mask holds, else 0. */
function keepWhere(context: RuleContext, mask: string): string {
  return context.op('Mul', context.g, toNumbers(context, mask, context.g));
}

/** g where `mask` holds, `g` times `slope` elsewhere. */
function keepOrScale({ op, g }: RuleContext, mask: string, slope: string | number): string {
  return op('Where', mask, g, op('Mul', g, slope));
}

/** 1 where y is positive, 0 where it is 0; in blocks without truth values, which would leave them. */
function stepOf(context: RuleContext, y: string): string {
  const { op, g } = context;
  if (!fillsBlocks(context, y)) return toNumbers(context, op('Greater', y, 0), g);
  return op('Clip', scaleInBlocks(context, y, STEEP), 0, 1);
}

function clip(context: RuleContext): string {
  const { op, inputs, x } = context;
  const [, low, high] = inputs;
  const masks = [
    ...(low ? [op('GreaterOrEqual', x, low)] : []),
    ...(high ? [op('LessOrEqual', x, high)] : []),
  ];
  if (masks.length === 0) return context.g;
  return keepWhere(context, masks.length === 1 ? masks[0]! : op('And', masks[0]!, masks[1]!));
}

function hardSigmoid(context: RuleContext): string {
  const { op, y, node } = context;
  const inside = op('And', op('Greater', y, 0), op('Less', y, 1));
  return op('Mul', keepWhere(context, inside), readAttributeFloat(node, 'alpha', 0.2));
}

function hardSwish({ op, g, x }: RuleContext): string {
  const gate = op('HardSigmoid', x, { alpha: { float: HARD_SWISH_SLOPE }, beta: { float: 0.5 } });
  const inside = op('Less', op('Abs', x), 3);
  const slope = op('Where', inside, op('Mul', x, HARD_SWISH_SLOPE), 0);
  return op('Mul', g, op('Add', gate, slope));
}

/** Gelu: x Φ(x), so Φ(x) + x φ(x); or its tanh form. */
function gelu({ op, g, x, node }: RuleContext): string {
  if (readAttributeText(node, 'approximate', 'none') === 'tanh') {
    const square = op('Mul', x, x);
    const inner = op('Mul', op('Mul', x, op('Add', op('Mul', square, GELU_CUBIC), 1)), GELU_SLOPE);
    const slope = op('Mul', op('Add', op('Mul', square, 3 * GELU_CUBIC), 1), GELU_SLOPE);
    const t = op('Tanh', inner);
    const bell = op('Mul', op('Sub', 1, op('Mul', t, t)), op('Mul', x, slope));
    return op('Mul', g, op('Mul', op('Add', op('Add', t, 1), bell), 0.5));
  }
  const cumulative = op('Mul', op('Add', op('Erf', op('Mul', x, INVERSE_SQRT_2)), 1), 0.5);
  const density = op('Mul', op('Exp', op('Mul', op('Mul', x, x), -0.5)), INVERSE_SQRT_2_PI);
  return op('Mul', g, op('Add', cumulative, op('Mul', x, density)));
}

/** Mish: x tanh(softplus x), so t + x σ(x) (1 − t²). */
function mish({ op, g, x }: RuleContext): string {
  const t = op('Tanh', op('Softplus', x));
  const slope = op('Mul', op('Mul', x, op('Sigmoid', x)), op('Sub', 1, op('Mul', t, t)));
  return op('Mul', g, op('Add', t, slope));
}

function selu(context: RuleContext): string {
  const { op, g, x, y, node } = context;
  const gamma = readAttributeFloat(node, 'gamma', SELU_GAMMA);
  const slope = op('Add', y, gamma * readAttributeFloat(node, 'alpha', SELU_ALPHA));
  return op('Where', op('Greater', x, 0), op('Mul', g, gamma), op('Mul', g, slope));
}

/** Results that move in steps. */
const step: Operator = { dims: sameDims, gradient: LOCALLY_CONSTANT };

/** Operators of one tensor that work element by element, and those along one axis that keep its shape. */
export const ELEMENTWISE: OperatorTable = {
  Identity: elementwise(({ g }) => g),
  Dropout: elementwise(({ g }) => g),
  Neg: elementwise(({ op, g }) => op('Neg', g)),
  Cast: {
    ...elementwise((context) => toNumbers(context, context.g, context.x)),
    dataType: ({ node }) => readAttributeInt(node, 'to', 0),
  },
  CastLike: {
    dims: sameDims,
    dataType: ({ inputs }) => inputs[1]?.dataType ?? null,
    gradient: (context) => [() => toNumbers(context, context.g, context.x), null],
  },

  Relu: elementwise((context) => context.op('Mul', context.g, stepOf(context, context.y))),
  LeakyRelu: elementwise((context) =>
    keepOrScale(
      context,
      context.op('Greater', context.x, 0),
      readAttributeFloat(context.node, 'alpha', 0.01),
    ),
  ),
  ThresholdedRelu: elementwise((context) => keepWhere(context, context.op('Greater', context.y, 0))),
  Elu: elementwise((context) => {
    const { op, x, y, node } = context;
    return keepOrScale(context, op('Greater', x, 0), op('Add', y, readAttributeFloat(node, 'alpha', 1)));
  }),
  Celu: elementwise((context) => {
    const { op, x, y, node } = context;
    const slope = op('Add', op('Div', y, readAttributeFloat(node, 'alpha', 1)), 1);
    return keepOrScale(context, op('Greater', x, 0), slope);
  }),
  Selu: elementwise(selu),
  Clip: elementwise(clip),
  Abs: elementwise(({ op, g, x }) => op('Mul', g, op('Sign', x))),

  Sigmoid: elementwise(({ op, g, y }) => op('Mul', g, op('Mul', y, op('Sub', 1, y)))),
  HardSigmoid: elementwise(hardSigmoid),
  HardSwish: elementwise(hardSwish),
  Tanh: elementwise(({ op, g, y }) => op('Mul', g, op('Sub', 1, op('Mul', y, y)))),
  Softplus: elementwise(({ op, g, x }) => op('Mul', g, op('Sigmoid', x))),
  Softsign: elementwise(({ op, g, x }) => {
    const root = op('Add', op('Abs', x), 1);
    return op('Div', g, op('Mul', root, root));
  }),
  Gelu: elementwise(gelu),
  Mish: elementwise(mish),
  Erf: elementwise(({ op, g, x }) =>
    op('Mul', g, op('Mul', op('Exp', op('Neg', op('Mul', x, x))), TWO_OVER_SQRT_PI)),
  ),

  Exp: elementwise(({ op, g, y }) => op('Mul', g, y)),
  Log: elementwise(({ op, g, x }) => op('Div', g, x)),
  Sqrt: elementwise(({ op, g, y }) => op('Div', op('Mul', g, 0.5), y)),
  Reciprocal: elementwise(({ op, g, y }) => op('Neg', op('Mul', g, op('Mul', y, y)))),
  Sin: elementwise(({ op, g, x }) => op('Mul', g, op('Cos', x))),
  Cos: elementwise(({ op, g, x }) => op('Neg', op('Mul', g, op('Sin', x)))),

  Softmax: elementwise(({ op, g, y, node }) => {
    const axes = [readAttributeInt(node, 'axis', -1)];
    return op('Mul', y, op('Sub', g, op('ReduceSum', op('Mul', g, y), axes)));
  }),
  LogSoftmax: elementwise(({ op, g, y, node }) => {
    const axes = [readAttributeInt(node, 'axis', -1)];
    return op('Sub', g, op('Mul', op('Exp', y), op('ReduceSum', g, axes)));
  }),

  Sign: step,
  Floor: step,
  Ceil: step,
  Round: step,
  Hardmax: step,
};
