/**
 * Short names of classes such that no two read the same: "goldfish, Carassius auratus" is "goldfish" where no other class begins so.
 * In: the names that people read, which may be lists of synonyms and may repeat. Out: a label for each.
 */

/** "goldfish", else "goldfish, Carassius auratus", else "goldfish, Carassius auratus (1)": the first that is the class's alone. */
export function toClassLabels(classes: readonly { index: number; displayName: string }[]): string[] {
  const firstCounts = countTexts(classes.map(({ displayName }) => listSynonyms(displayName)[0]));
  const fullCounts = countTexts(classes.map(({ displayName }) => displayName));
  return classes.map(({ index, displayName }) => {
    const [first] = listSynonyms(displayName);
    if (firstCounts.get(first) === 1) return first;
    return fullCounts.get(displayName) === 1 ? displayName : `${displayName} (${index})`;
  });
}

/** "gondola, Venetian boat" → its names, the first one first; at least one. */
export function listSynonyms(displayName: string): [string, ...string[]] {
  const [first, ...others] = displayName
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return first === undefined ? [displayName] : [first, ...others];
}

function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
