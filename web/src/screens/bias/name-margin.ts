/** Room for names at the left of a figure. In: names, the figure's width. Out: pixels; never more than a third of the figure. */
const LETTER_WIDTH = 7;
const GAP = 14;

export function toNameMargin(names: readonly string[], width: number): number {
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  return Math.min(longest * LETTER_WIDTH + GAP, width / 3);
}
