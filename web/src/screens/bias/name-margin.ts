/** Room for names at the left of a figure. In: names, the figure's width. Out: pixels, never more than a third of the figure; names that fit in. */
const LETTER_WIDTH = 7;
const GAP = 14;

export function toNameMargin(names: readonly string[], width: number): number {
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  return Math.min(longest * LETTER_WIDTH + GAP, width / 3);
}

/** Cuts a name that is longer than the margin, of which some letters are taken. */
export function fitName(name: string, margin: number, taken = 0): string {
  const limit = Math.max(2, Math.floor((margin - GAP) / LETTER_WIDTH + 0.01) - taken);
  return name.length > limit ? `${name.slice(0, limit - 1)}…` : name;
}
