/** Names at the ends of lines, moved apart. In: where they would stand. Out: where they stand. */
import { FIGURE_FONT_SIZE } from '../figure.js';

/** From one name to the next below it, in pixels. */
export const NAME_DISTANCE = 1.3 * FIGURE_FONT_SIZE;

/** Labels that touch: their places are `first`, then one `distance` more each. */
interface Run {
  /** Sum of where each would have the first of the run. */
  sum: number;
  count: number;
}

/**
 * Moves label positions apart until neighbours are `distance` from each other, in their order, between `lowest` and `highest`, by no more
 * than it takes: the sum of squared moves is least (pool adjacent violators; Barlow et al. 1972). Labels that need more room than there is
 * stand as far apart as it allows. All in the same unit (data or pixels); the result is parallel to `positions`.
 */
export function spreadLabels(
  positions: readonly number[],
  distance: number,
  [lowest, highest]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): number[] {
  const step = Math.min(distance, (highest - lowest) / Math.max(1, positions.length - 1));
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!);
  const runs: Run[] = [];
  const toFirst = ({ sum, count }: Run) => sum / count;
  for (const [place, index] of order.entries()) {
    let run: Run = { sum: positions[index]! - place * step, count: 1 };
    while (runs.length > 0 && toFirst(runs.at(-1)!) > toFirst(run)) {
      const before = runs.pop()!;
      run = { sum: before.sum + run.sum, count: before.count + run.count };
    }
    runs.push(run);
  }
  const firsts = runs.flatMap((run) => new Array<number>(run.count).fill(toFirst(run)));
  // Bounds of the first place are bounds of all, each less its own steps.
  const last = highest - (order.length - 1) * step;
  const spread = [...positions];
  for (const [place, index] of order.entries()) {
    spread[index] = Math.max(lowest, Math.min(last, firsts[place]!)) + place * step;
  }
  return spread;
}

/** The same for names at the ends of lines, in values of an axis `[low, high]` that is `height` pixels long. */
export function spreadEndNames(
  values: readonly number[],
  [low, high]: readonly [number, number],
  height: number,
): number[] {
  return spreadLabels(values, ((high - low) * NAME_DISTANCE) / height, [low, high]);
}
