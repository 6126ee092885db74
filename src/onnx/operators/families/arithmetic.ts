/**
 * Elementwise operators of several tensors that broadcast against each other.
 * Ties of Min and Max share the gradient evenly, as torch.minimum and torch.amax do.
 */
import { sameDims } from '../dims.js';
import type { OperatorTable, RuleContext } from '../operator.js';
import { broadcasting, broadcastingEach, toNumbers } from '../rule.js';

/** d(a^b)/da = b a^(b−1); squares, which layer norms are made of, without a power. */
function powerByBase(context: RuleContext): string {
  const { op, graph, g, inputs } = context;
  const [base, power] = inputs as [string, string];
  if (graph.readScalar(power) === 2) return op('Mul', g, op('Mul', base, 2));
  // The exponent may be an integer.
  const exponent = toNumbers(context, power, base);
  return op('Mul', g, op('Mul', op('Pow', base, op('Sub', exponent, 1)), exponent));
}

/** The share of input `k` in the extreme: 1, 0, or 1 / (number of inputs that tie). */
function shareOfExtreme(context: RuleContext, k: number): string {
  const { op, g, y, inputs } = context;
  const hits = inputs.map((input) => toNumbers(context, op('Equal', input, y), g));
  return op(
    'Mul',
    g,
    op(
      'Div',
      hits[k]!,
      hits.reduce((sum, hit) => op('Add', sum, hit)),
    ),
  );
}

const negated = ({ op, g }: RuleContext): string => op('Neg', g);
const unchanged = ({ g }: RuleContext): string => g;

/** Operators of several tensors that broadcast, PRelu (one way only) and Where among them. */
export const ARITHMETIC: OperatorTable = {
  Add: broadcasting(unchanged, unchanged),
  Sub: broadcasting(unchanged, negated),
  Mul: broadcasting(
    ({ op, g, inputs }) => op('Mul', g, inputs[1]!),
    ({ op, g, inputs }) => op('Mul', g, inputs[0]!),
  ),
  Div: broadcasting(
    ({ op, g, inputs }) => op('Div', g, inputs[1]!),
    ({ op, g, y, inputs }) => op('Neg', op('Div', op('Mul', g, y), inputs[1]!)),
  ),
  Pow: broadcasting(powerByBase, ({ op, g, y, inputs }) => op('Mul', g, op('Mul', y, op('Log', inputs[0]!)))),
  Sum: broadcastingEach(unchanged),
  Mean: broadcastingEach(({ op, g, inputs }) => op('Div', g, inputs.length)),
  Min: broadcastingEach(shareOfExtreme),
  Max: broadcastingEach(shareOfExtreme),
  Where: {
    ...broadcasting(
      null,
      ({ op, g, inputs }) => op('Where', inputs[0]!, g, 0),
      ({ op, g, inputs }) => op('Where', inputs[0]!, 0, g),
    ),
    dataType: ({ inputs }) => inputs[1]?.dataType ?? null,
  },
  PRelu: {
    ...broadcasting(
      ({ op, g, inputs }) => op('Where', op('Greater', inputs[0]!, 0), g, op('Mul', g, inputs[1]!)),
      ({ op, g, inputs }) => op('Mul', g, op('Min', inputs[0]!, 0)),
    ),
    dims: sameDims,
  },
};
