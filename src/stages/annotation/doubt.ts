/**
 * How unsure a verdict is: what it rests on enters, the probability that one more careful look turns it over leaves.
 * Only provisional verdicts bring a calibrated number; the others' are stated here with their reasons.
 */
import { isReviewed, type Verdict } from '../../records/annotation.js';
import { DEFAULT_GROUP_AUROC } from './automatic/group-column.js';
import { DEFAULT_OFF_OBJECT_SHARE } from './automatic/object-mask.js';
import { isVerdictDisputed } from './disputes.js';

/** Nothing speaks for either side. */
const EVEN_ODDS = 0.5;
/** Object masks were wrong on 31 of 330 pairs with planted cues (docs/benchmark.md); groups are taken to be no better. */
const RULE_ERROR = 0.1;
/** How far from a rule's limit its score has to be for that; from even odds at the limit on, in proportion. */
const BORDER_WIDTH = 0.1;

/** Probability that a person who looks closely would turn the pair's verdict over, 0 to 0.5 or, for guesses, to 1 (docs/method.md, M45). */
export function computeFlipProbability(verdict: Verdict | null): number {
  if (verdict === null || isVerdictDisputed(verdict)) return EVEN_ODDS;
  if (isReviewed(verdict)) return 0;
  const { probability, score } = verdict;
  if (probability !== null) return verdict.verdict === 'spurious' ? 1 - probability : probability;
  const limit = { 'object-mask': DEFAULT_OFF_OBJECT_SHARE, 'group-column': DEFAULT_GROUP_AUROC };
  const source = verdict.source as keyof typeof limit | 'provisional';
  if (source === 'provisional' || score === null) return EVEN_ODDS;
  const nearness = 1 - Math.min(1, Math.abs(score - limit[source]) / BORDER_WIDTH);
  return RULE_ERROR + (EVEN_ODDS - RULE_ERROR) * nearness;
}
