/** Sum of products. In: two arrays of one length. Out: one number, summed from the first on. */

/** a · b, in double precision; Float64Array of the same length each. */
export function computeDotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
