/**
 * The queue of flagged images: which ones a filter shows, and where to go after a decision.
 * In: flags as the server sends them. Out: flags, places, counts. Keeps nothing.
 */
import type { NoiseFlag } from '../../../../src/protocol/index.js';

export const FLAG_FILTERS = ['all', 'open', 'keep', 'relabel', 'exclude'] as const;
/** `open`: not decided yet. */
export type FlagFilter = (typeof FLAG_FILTERS)[number];

/** Flags of the class (null: any) that stand as the filter says. */
export function filterFlags(
  flags: readonly NoiseFlag[],
  filter: FlagFilter,
  classIndex: number | null,
): NoiseFlag[] {
  return flags.filter(
    (flag) =>
      (classIndex === null || flag.classIndex === classIndex) &&
      (filter === 'all' || (flag.decision?.choice ?? 'open') === filter),
  );
}

/** How many flags stand in each way. */
export function countFlags(flags: readonly NoiseFlag[]): Record<FlagFilter, number> {
  const counts = { all: flags.length, open: 0, keep: 0, relabel: 0, exclude: 0 };
  for (const { decision } of flags) counts[(decision?.choice ?? 'open') as FlagFilter]++;
  return counts;
}

/** The next undecided flag after `place`, from the start again at the end; the flag after it where all are decided. */
export function findNextOpen(flags: readonly NoiseFlag[], place: number): number {
  for (let step = 1; step < flags.length; step++) {
    const next = (place + step) % flags.length;
    if (flags[next]?.decision === null) return next;
  }
  return Math.min(place + 1, flags.length - 1);
}
