/**
 * Operators whose results are truth values: of the shape that their inputs broadcast to, and without a gradient.
 */
import { DATA_TYPE } from '../../schema/data-type.js';
import { broadcastInputs, sameDims } from '../dims.js';
import { LOCALLY_CONSTANT, type Operator, type OperatorTable } from '../operator.js';

const ofOne: Operator = { dims: sameDims, dataType: () => DATA_TYPE.bool, gradient: LOCALLY_CONSTANT };
const ofTwo: Operator = { ...ofOne, dims: broadcastInputs };

/** Comparisons and logic. */
export const COMPARISON: OperatorTable = {
  Equal: ofTwo,
  Less: ofTwo,
  LessOrEqual: ofTwo,
  Greater: ofTwo,
  GreaterOrEqual: ofTwo,
  And: ofTwo,
  Or: ofTwo,
  Xor: ofTwo,
  Not: ofOne,
  IsNaN: ofOne,
  IsInf: ofOne,
};
