/**
 * All rules: what the gradient of each operator is, and which operators have none because their results move in steps.
 */
import type { RuleTable } from '../rule.js';
import { ARITHMETIC } from './arithmetic.js';
import { CONVOLUTION } from './convolution.js';
import { ELEMENTWISE } from './elementwise.js';
import { LINEAR } from './linear.js';
import { MOVEMENT } from './movement.js';
import { NORMALIZATION } from './normalization.js';
import { POOLING } from './pooling.js';
import { REDUCTION } from './reduction.js';

export const RULES: RuleTable = {
  ...ELEMENTWISE,
  ...ARITHMETIC,
  ...REDUCTION,
  ...LINEAR,
  ...CONVOLUTION,
  ...POOLING,
  ...NORMALIZATION,
  ...MOVEMENT,
};

/** Operators whose results do not change with small changes of their inputs: nothing flows back through them. */
export const LOCALLY_CONSTANT: ReadonlySet<string> = new Set([
  ...['Shape', 'Size', 'NonZero', 'ArgMax', 'ArgMin', 'OneHot', 'ConstantOfShape', 'EyeLike', 'Hardmax'],
  ...[
    'Equal',
    'Less',
    'LessOrEqual',
    'Greater',
    'GreaterOrEqual',
    'And',
    'Or',
    'Xor',
    'Not',
    'IsNaN',
    'IsInf',
  ],
  ...['Sign', 'Floor', 'Ceil', 'Round'],
]);
