/**
 * Principal axes by power iteration: rows enter, orthonormal directions of greatest spread leave, one step at a time, so that a
 * long search can let other work in between. Seeded; rows should have mean 0 in every column.
 */
import { computeDotProduct } from './dot-product.js';
import { createRandom } from './random.js';

/** A search for principal axes under way. */
export interface AxisSearch {
  /** Each Float64Array, [column count], of length 1, by falling spread; their largest entries are positive. */
  axes(): Float64Array[];
  /** One multiplication by XᵀX; returns how far the axes turned, 0 (not at all) to 1. */
  step(): number;
}

/**
 * @param rows Float32Array, [rows, columnCount], row-major
 * @param axisCount at most `columnCount`
 */
export function createAxisSearch(
  rows: Float32Array,
  columnCount: number,
  axisCount: number,
  seed: number,
): AxisSearch {
  const random = createRandom(seed);
  const axes = Array.from({ length: axisCount }, () =>
    Float64Array.from({ length: columnCount }, () => random.gaussian()),
  );
  orthonormalize(axes);
  return {
    axes: () => axes.map(turnPositive),
    step() {
      const next = axes.map((axis) => multiply(rows, columnCount, axis));
      orthonormalize(next);
      let turned = 0;
      for (const [place, axis] of axes.entries()) {
        turned = Math.max(turned, 1 - Math.abs(computeDotProduct(axis, next[place]!)));
        axis.set(next[place]!);
      }
      return turned;
    },
  };
}

/** XᵀX · axis. */
function multiply(rows: Float32Array, columnCount: number, axis: Float64Array): Float64Array {
  const product = new Float64Array(columnCount);
  for (let offset = 0; offset < rows.length; offset += columnCount) {
    let projection = 0;
    for (let c = 0; c < columnCount; c++) projection += rows[offset + c]! * axis[c]!;
    for (let c = 0; c < columnCount; c++) product[c]! += projection * rows[offset + c]!;
  }
  return product;
}

/** Gram-Schmidt in place; an axis that the others span becomes a coordinate axis that they do not. */
function orthonormalize(axes: Float64Array[]): void {
  for (const [place, axis] of axes.entries()) {
    const before = axes.slice(0, place);
    if (removeParts(axis, before)) continue;
    for (let c = 0; c < axis.length; c++) {
      axis.fill(0);
      axis[c] = 1;
      if (removeParts(axis, before)) break;
    }
  }
}

/** Takes away what lies along the others and scales to length 1; false when nothing is left. */
function removeParts(axis: Float64Array, others: readonly Float64Array[]): boolean {
  const scale = Math.sqrt(computeDotProduct(axis, axis));
  if (!(scale > 0)) return false;
  for (const other of others) {
    const part = computeDotProduct(axis, other);
    for (let c = 0; c < axis.length; c++) axis[c]! -= part * other[c]!;
  }
  const length = Math.sqrt(computeDotProduct(axis, axis));
  // Less than rounding leaves of an axis that lay within the others.
  if (!(length > 1e-9 * scale)) return false;
  for (let c = 0; c < axis.length; c++) axis[c]! /= length;
  return true;
}

/** Of the two directions of an axis the one whose largest entry is positive. */
function turnPositive(axis: Float64Array): Float64Array {
  let largest = 0;
  for (const value of axis) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? axis.map((value) => -value) : axis.slice();
}
