/** Numbers and names as the terminal shows them. */

/** A fraction as percent with no decimals; "–" where it does not exist. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(fraction * 100)}%` : '–';
}

/** A difference of fractions in percentage points, signed; "–" where it does not exist. */
export function formatPoints(difference: number): string {
  if (!Number.isFinite(difference)) return '–';
  const points = Math.round(difference * 1000) / 10;
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points)} points`;
}

/** "1 image", "2 images", "0 classes". */
export function formatCount(count: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Longest class name that a table on the terminal shows whole. */
const NAME_WIDTH = 32;

/** A class name short enough for a table: the first of its synonyms ("gondola" of "gondola, Venetian boat"), cut where still too long. */
export function shortenName(name: string): string {
  const first = name.length > NAME_WIDTH ? name.split(', ')[0]! : name;
  return first.length > NAME_WIDTH ? `${first.slice(0, NAME_WIDTH - 1)}…` : first;
}
