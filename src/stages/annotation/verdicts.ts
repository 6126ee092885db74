/**
 * From answers to verdicts: answers of people enter, one verdict per (class, feature) pair leaves.
 * Merging keeps the strongest source per pair. Makes no verdict of its own where nobody answered.
 */
import { type Answer, VERDICT_SOURCES, type Verdict } from '../../records/annotation.js';
import { comparePairs, groupByPair, toPairKey } from './pairs.js';

/**
 * One verdict per pair that has answers, sorted by class, then feature: spurious when a strict majority of the answers
 * says separate object or background, otherwise core; a tie is core (SPEC section 2, Annotation).
 */
export function tallyVerdicts(answers: readonly Answer[]): Verdict[] {
  return groupByPair(answers).map((group) => {
    const { classIndex, feature } = group[0]!;
    const votesSpurious = group.filter((answer) => answer.main !== 'main_object').length;
    const votesCore = group.length - votesSpurious;
    return {
      classIndex,
      feature,
      verdict: votesSpurious > votesCore ? 'spurious' : 'core',
      votesCore,
      votesSpurious,
      source: 'people',
      score: null,
      basis: `${votesSpurious} of ${group.length} ${group.length === 1 ? 'answer says' : 'answers say'} separate object or background.`,
    };
  });
}

/**
 * One verdict per pair out of both lists, sorted by class, then feature: people's wins over every automatic one,
 * then the stronger source (the order of `VERDICT_SOURCES`), then the one that is listed first.
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
