/**
 * An order of models in which similar ones stand side by side.
 * In: their correlation matrix. Out: a permutation. Average-linkage clustering; each merge turns the two rows of models so that
 * their closest ends meet.
 */

/** @param correlations [models][models], symmetric; NaN counts as no correlation */
export function orderBySimilarity(correlations: readonly (readonly number[])[]): number[] {
  const similarity = (a: number, b: number) => {
    const r = correlations[a]![b]!;
    return Number.isNaN(r) ? 0 : r;
  };
  const linkage = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, one) => sum + b.reduce((inner, other) => inner + similarity(one, other), 0), 0) /
    (a.length * b.length);

  let rows = correlations.map((_, model) => [model]);
  while (rows.length > 1) {
    let best = { first: 0, second: 1, value: Number.NEGATIVE_INFINITY };
    for (let first = 0; first < rows.length; first++) {
      for (let second = first + 1; second < rows.length; second++) {
        const value = linkage(rows[first]!, rows[second]!);
        if (value > best.value) best = { first, second, value };
      }
    }
    const merged = joinRows(rows[best.first]!, rows[best.second]!, similarity);
    rows = rows.flatMap((row, place) =>
      place === best.first ? [merged] : place === best.second ? [] : [row],
    );
  }
  return rows[0] ?? [];
}

/** One behind the other, either turned round, whichever brings the most similar ends together; as they are among equals. */
function joinRows(
  a: readonly number[],
  b: readonly number[],
  similarity: (a: number, b: number) => number,
): number[] {
  const ways = [
    [a, b],
    [a, [...b].reverse()],
    [[...a].reverse(), b],
    [[...a].reverse(), [...b].reverse()],
  ] as const;
  const closeness = ([left, right]: (typeof ways)[number]) => similarity(left.at(-1)!, right[0]!);
  const best = ways.reduce((kept, way) => (closeness(way) > closeness(kept) ? way : kept));
  return best.flat();
}
