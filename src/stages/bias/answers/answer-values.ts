/**
 * What an answer to each pair is worth (docs/method.md, M47 and M48): what turning verdicts over does, and how likely that is, enter;
 * values and the number of answers that settle most of the mean gap's uncertainty leave.
 */
import type { ClassGap } from '../../../records/bias.js';
import type { ClassFlip, ClassFlips } from './class-flips.js';

/** Of the mean gap's uncertainty, what answers in order of value are counted until. */
export const SETTLED_SHARE = 0.9;

/** One pair as values see it. */
export interface Doubt {
  /** Probability that an answer turns the verdict over, 0..1. */
  flipProbability: number;
  /** What happens then. */
  flip: ClassFlip;
  /** The class's gap as it is. */
  gap: ClassGap | null;
}

/** What decides which answer comes first. */
export interface AnswerValue {
  /** Expected change of the mean gap, fraction. */
  value: number;
  /** Expected share of other images at the ends of the class's ranking; decides between equal values. */
  turnover: number;
}

/** The mean gap over the classes that have one, and how many. */
export interface MeanGap {
  sum: number;
  count: number;
}

/** Over the classes that have a gap. */
export function sumGaps(classes: readonly Pick<ClassFlips, 'gap'>[]): MeanGap {
  const gaps = classes.flatMap(({ gap }) => gap ?? []);
  return { sum: gaps.reduce((sum, { gap }) => sum + gap, 0), count: gaps.length };
}

/** The value of an answer to one pair, all other verdicts as they are. */
export function computeAnswerValue({ flipProbability, flip, gap }: Doubt, mean: MeanGap): AnswerValue {
  const then = {
    sum: mean.sum - (gap?.gap ?? 0) + (flip.gap?.gap ?? 0),
    count: mean.count - Number(gap !== null) + Number(flip.gap !== null),
  };
  return {
    value: flipProbability * Math.abs(toMean(then) - toMean(mean)),
    turnover: flipProbability * flip.turnover,
  };
}

/** No gap at all counts as 0. */
function toMean({ sum, count }: MeanGap): number {
  return count === 0 ? 0 : sum / count;
}

/** Positive where `b` is worth more than `a`. */
export function compareValues(a: AnswerValue, b: AnswerValue): number {
  return b.value - a.value || b.turnover - a.turnover;
}

/**
 * How many answers, the most valuable first, leave at most 1 − `SETTLED_SHARE` of the uncertainty that there was at the start.
 * @param values of the pairs that are open, in any order
 * @param start sum of all values before anybody answered
 */
export function countToSettle(values: readonly number[], start: number): number {
  const sorted = [...values].sort((a, b) => b - a);
  let left = sorted.reduce((sum, value) => sum + value, 0);
  let count = 0;
  // A rounding of sums is no answer more.
  while (count < sorted.length && left > (1 - SETTLED_SHARE) * start + 1e-12) left -= sorted[count++]!;
  return count;
}
