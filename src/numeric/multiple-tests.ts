/**
 * Correction for many tests at once: p-values enter, adjusted p-values leave in the same order.
 */

/**
 * Benjamini and Hochberg (1995; docs/method.md, M78): rejecting where the adjusted value is at most q keeps the expected share of false
 * rejections below q. NaN stays NaN and counts as no test.
 */
export function adjustByBenjaminiHochberg(pValues: readonly number[]): number[] {
  const tested = [...pValues.keys()].filter((index) => !Number.isNaN(pValues[index]!));
  const falling = tested.sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = pValues.map(() => Number.NaN);
  let smallest = 1;
  falling.forEach((index, place) => {
    const rank = falling.length - place;
    smallest = Math.min(smallest, (pValues[index]! * falling.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
