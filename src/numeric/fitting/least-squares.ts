/**
 * Least squares of one variable on several: columns and a response enter, an intercept and slopes leave.
 * For few columns (tens); columns that others make superfluous, and constant ones, get the slope 0.
 */
import { computeDotProduct } from '../dot-product.js';
import { computeCentre } from '../moments.js';

/** y ≈ intercept + Σ slopes[j] · columns[j]. */
export interface LeastSquares {
  intercept: number;
  /** Float64Array, [columns]. */
  slopes: Float64Array;
}

/** Below this share of its length what is left of a column is rounding of float32 data, not news. */
const RANK_TOLERANCE = 1e-6;

/**
 * The least-squares fit of `y` ([rows]) on `columns` (each [rows]) and a constant. Centred, then QR by modified Gram-Schmidt with
 * pivoting on the largest remaining column, which stops where nothing new is left (Golub and Van Loan 5.4), so that fitted values are
 * defined also for dependent columns and for fewer rows than columns. A RangeError for no rows or columns of another length.
 */
export function fitLeastSquares(columns: readonly ArrayLike<number>[], y: ArrayLike<number>): LeastSquares {
  if (y.length === 0 || columns.some(({ length }) => length !== y.length))
    throw new RangeError(
      `Least squares needs columns as long as the response, not ${columns.map(({ length }) => length).join(', ')} for ${y.length}.`,
    );
  const centres = columns.map((column) => computeCentre(column));
  const left = columns.map((column, j) => Float64Array.from(column, (value) => value - centres[j]!));
  const lengths = left.map((column) => Math.sqrt(computeDotProduct(column, column)));
  const centreY = computeCentre(y);
  const response = Float64Array.from(y, (value) => value - centreY);
  const order: number[] = [];
  // products[step][j] = q_step · column j, the triangular factor; projections[step] = q_step · y.
  const products: Float64Array[] = [];
  const projections: number[] = [];
  while (order.length < columns.length) {
    const pivot = findPivot(left, lengths, order);
    if (pivot < 0) break;
    const direction = left[pivot]!;
    const length = Math.sqrt(computeDotProduct(direction, direction));
    for (let row = 0; row < direction.length; row += 1) direction[row]! /= length;
    const product = Float64Array.from(columns, () => 0);
    product[pivot] = length;
    order.push(pivot);
    for (const [j, column] of left.entries()) {
      if (!order.includes(j)) product[j] = subtractAlong(direction, column);
    }
    products.push(product);
    projections.push(subtractAlong(direction, response));
  }
  const slopes = new Float64Array(columns.length);
  for (let step = order.length - 1; step >= 0; step -= 1) {
    let value = projections[step]!;
    for (const j of order.slice(step + 1)) value -= products[step]![j]! * slopes[j]!;
    slopes[order[step]!] = value / products[step]![order[step]!]!;
  }
  return { intercept: slopes.reduce((sum, slope, j) => sum - slope * centres[j]!, centreY), slopes };
}

/** The column of which the largest share of its length is left, −1 where nothing is. */
function findPivot(
  left: readonly Float64Array[],
  lengths: readonly number[],
  used: readonly number[],
): number {
  let pivot = -1;
  let largest = RANK_TOLERANCE;
  for (const [j, column] of left.entries()) {
    if (used.includes(j) || !(lengths[j]! > 0)) continue;
    const share = Math.sqrt(computeDotProduct(column, column)) / lengths[j]!;
    if (share > largest) {
      pivot = j;
      largest = share;
    }
  }
  return pivot;
}

/** Takes what `column` has along the unit vector `direction` out of it, in place; returns how much that was. */
function subtractAlong(direction: Float64Array, column: Float64Array): number {
  const amount = computeDotProduct(direction, column);
  for (let row = 0; row < column.length; row += 1) column[row]! -= amount * direction[row]!;
  return amount;
}
