/**
 * The table of operators: all that the walk over a graph and the inference of shapes know of them.
 * A new operator stands in its family's file in `families/`, rule and shape together; a new family adds its line here.
 */
import { ARITHMETIC } from './families/arithmetic.js';
import { COMPARISON } from './families/comparison.js';
import { CONVOLUTION } from './families/convolution.js';
import { ELEMENTWISE } from './families/elementwise.js';
import { LINEAR } from './families/linear.js';
import { MOVEMENT } from './families/movement.js';
import { NORMALIZATION } from './families/normalization.js';
import { POOLING } from './families/pooling.js';
import { REDUCTION } from './families/reduction.js';
import { RESHAPING } from './families/reshaping.js';
import { SOURCE } from './families/source.js';
import type { Operator } from './operator.js';

/** Every operator of which something is known, by the name that the ONNX standard gives it. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  [
    SOURCE,
    ELEMENTWISE,
    ARITHMETIC,
    COMPARISON,
    REDUCTION,
    LINEAR,
    CONVOLUTION,
    POOLING,
    NORMALIZATION,
    RESHAPING,
    MOVEMENT,
  ].flatMap((family) => Object.entries(family)),
);
