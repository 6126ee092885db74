/**
 * The form that all verdicts without a person have. In: what a rule found. Out: a verdict without votes. Decides nothing.
 */
import type { Pair, Verdict } from '../../../records/annotation.js';
import { toJsonNumber } from '../../../records/json-numbers.js';

/** Images per pair whose maps are averaged for an automatic verdict. */
export const DEFAULT_AUTOMATIC_IMAGES = 20;

/** A verdict without votes; numbers that are not finite become null. */
export function toAutomaticVerdict(
  pair: Pair,
  { spurious, ...rest }: { spurious: boolean } & Pick<Verdict, 'source' | 'score' | 'probability' | 'basis'>,
): Verdict {
  return {
    classIndex: pair.classIndex,
    feature: pair.feature,
    verdict: spurious ? 'spurious' : 'core',
    votesCore: 0,
    votesSpurious: 0,
    ...rest,
    score: toJsonNumber(rest.score),
    probability: toJsonNumber(rest.probability),
  };
}
