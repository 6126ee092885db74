/**
 * Pairs on which people are divided: votes enter, the pairs that one more answer could turn leave.
 * Settles none of them; a person does (`Adjudication`).
 */
import type { PairVotes, Verdict } from '../../records/annotation.js';

/** True where one vote decided, or none: at least two answers, and the sides differ by at most one. */
export function isDisputed({
  votesCore,
  votesSpurious,
}: Pick<PairVotes, 'votesCore' | 'votesSpurious'>): boolean {
  return votesCore + votesSpurious >= 2 && Math.abs(votesCore - votesSpurious) <= 1;
}

/** True for a verdict of people that one vote decided. */
export function isVerdictDisputed(verdict: Pick<Verdict, 'source' | 'votesCore' | 'votesSpurious'>): boolean {
  return verdict.source === 'people' && isDisputed(verdict);
}

/** The disputed pairs, in the order given. */
export function findDisputedPairs<T extends PairVotes>(votes: readonly T[]): T[] {
  return votes.filter(isDisputed);
}
