/**
 * From answers to verdicts: answers of people enter, one verdict per (class, feature) pair leaves.
 * Merging keeps the strongest source per pair. Makes no verdict of its own where nobody answered.
 */
import { type Answer, type PairVotes, VERDICT_SOURCES, type Verdict } from '../../records/annotation.js';
import type { Adjudication } from '../../records/judgement.js';
import { comparePairs, groupByPair, toPairKey } from './pairs.js';

/** One verdict per pair that has answers, sorted by class, then feature, as `decideByVotes` decides. */
export function tallyVerdicts(answers: readonly Answer[]): Verdict[] {
  return countVotes(answers).map(decideByVotes);
}

/** What the answers to each pair add up to, sorted by class, then feature. */
export function countVotes(answers: readonly Answer[]): PairVotes[] {
  return groupByPair(answers).map((group) => {
    const { classIndex, feature } = group[0]!;
    const votesSpurious = group.filter((answer) => answer.main !== 'main_object').length;
    return { classIndex, feature, votesCore: group.length - votesSpurious, votesSpurious };
  });
}

/**
 * Spurious when a strict majority of the answers says separate object or background, otherwise core; a tie is core
 * (docs/method.md, M21).
 */
export function decideByVotes({ classIndex, feature, votesCore, votesSpurious }: PairVotes): Verdict {
  const answerCount = votesCore + votesSpurious;
  return {
    classIndex,
    feature,
    verdict: votesSpurious > votesCore ? 'spurious' : 'core',
    votesCore,
    votesSpurious,
    source: 'people',
    score: null,
    probability: null,
    basis: `${votesSpurious} of ${answerCount} ${answerCount === 1 ? 'answer says' : 'answers say'} separate object or background.`,
  };
}

/** The verdict of a person who settled a pair; the answers stay beside it. Null where the decision was withdrawn. */
export function decideByAdjudication(
  { classIndex, feature, verdict, decidedBy, reason }: Adjudication,
  votes: Pick<PairVotes, 'votesCore' | 'votesSpurious'> = { votesCore: 0, votesSpurious: 0 },
): Verdict | null {
  if (verdict === null) return null;
  const { votesCore, votesSpurious } = votes;
  const basis = `${decidedBy} decided${reason === '' ? '.' : `: ${reason}`}`;
  return {
    classIndex,
    feature,
    verdict,
    votesCore,
    votesSpurious,
    source: 'adjudicated',
    score: null,
    probability: null,
    basis,
  };
}

/**
 * One verdict per pair out of both lists, sorted by class, then feature: the stronger source wins (the order of
 * `VERDICT_SOURCES`), then the one that is listed first, people's before automatic ones.
 */
export function mergeVerdicts(people: readonly Verdict[], automatic: readonly Verdict[]): Verdict[] {
  const strongest = new Map<string, Verdict>();
  for (const verdict of [...people, ...automatic]) {
    const key = toPairKey(verdict);
    const rival = strongest.get(key);
    if (!rival || rankSource(verdict) < rankSource(rival)) strongest.set(key, verdict);
  }
  return [...strongest.values()].sort(comparePairs);
}

/** 0 for the strongest source. */
function rankSource(verdict: Verdict): number {
  return VERDICT_SOURCES.indexOf(verdict.source);
}

/** Classes with a verdict that nobody reviewed: their rankings, gaps and findings rest on it (docs/method.md, M77). */
export function listProvisionalClasses(verdicts: readonly Verdict[]): Set<number> {
  return new Set(
    verdicts.filter(({ source }) => source === 'provisional').map(({ classIndex }) => classIndex),
  );
}
