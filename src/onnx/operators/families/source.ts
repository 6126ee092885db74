/**
 * Operators whose results are made of shapes, positions or nothing: whatever flows into them, nothing flows back.
 */
import { findAttribute } from '../../schema/attribute.js';
import { DATA_TYPE } from '../../schema/data-type.js';
import { toUnknownLengths } from '../dims.js';
import { LOCALLY_CONSTANT, type Operator, type OperatorTable } from '../operator.js';

/** Positions and counts. */
const index: Operator = { dataType: () => DATA_TYPE.int64, gradient: LOCALLY_CONSTANT };

/** Constants, shapes and positions. */
export const SOURCE: OperatorTable = {
  Constant: {
    dims: ({ node }) => findAttribute(node, 'value')?.t?.dims ?? null,
    dataType: ({ node }) => findAttribute(node, 'value')?.t?.dataType ?? null,
  },
  ConstantOfShape: {
    dims: ({ inputs }) => toUnknownLengths(inputs[0]?.dims?.[0]),
    dataType: ({ node }) => findAttribute(node, 'value')?.t?.dataType ?? DATA_TYPE.float32,
    gradient: LOCALLY_CONSTANT,
  },
  Shape: {
    ...index,
    dims: ({ node, inputs }) => [node.attribute.length === 0 ? (inputs[0]?.dims?.length ?? null) : null],
  },
  Size: { ...index, dims: () => [] },
  NonZero: index,
  ArgMax: index,
  ArgMin: index,
  OneHot: { dataType: ({ inputs }) => inputs[2]?.dataType ?? null, gradient: LOCALLY_CONSTANT },
  EyeLike: { gradient: LOCALLY_CONSTANT },
};
