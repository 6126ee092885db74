/** Which pairs stand before and after one, class by class and by rank. In: all pairs. Out: the two neighbours. */
import type { PairRow, PairsResponse } from '../../../../../src/protocol/index.js';

export interface PairNeighbours {
  previous: PairRow | null;
  next: PairRow | null;
}

/** For a pair outside the list (of no important feature): the last pair of the classes before it, the first of those after it. */
export function findPairNeighbours(
  { classes }: PairsResponse,
  { classIndex, feature }: { classIndex: number; feature: number },
): PairNeighbours {
  const all = classes.flatMap(({ pairs }) => pairs);
  const place = all.findIndex((pair) => pair.classIndex === classIndex && pair.feature === feature);
  if (place >= 0) return { previous: all[place - 1] ?? null, next: all[place + 1] ?? null };
  return {
    previous: all.findLast((pair) => pair.classIndex < classIndex) ?? null,
    next: all.find((pair) => pair.classIndex > classIndex) ?? null,
  };
}

/** The row of a pair in the list of all; null where it is not among the important ones. */
export function findPairRow(
  pairs: PairsResponse | undefined,
  classIndex: number,
  feature: number,
): PairRow | null {
  const own = pairs?.classes.find((entry) => entry.classIndex === classIndex)?.pairs;
  return own?.find((pair) => pair.feature === feature) ?? null;
}
