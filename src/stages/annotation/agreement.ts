/**
 * Agreement among annotators beyond chance: answers enter, Fleiss' κ leaves (docs/method.md, M22).
 * Pairs with a single answer say nothing about agreement and are left out.
 */
import { ANSWER_CHOICES, type Answer } from '../../records/annotation.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import { FEWEST_KAPPA_PAIRS } from '../../records/limits.js';
import { groupByPair } from './pairs.js';

/** Agreement beyond chance, and what it was computed from. */
export interface FleissKappa {
  /** 1 perfect, 0 as by chance; NaN for no pairs, and when every answer is the same. */
  kappa: number;
  /** Mean over pairs of the share of agreeing answer couples. */
  observedAgreement: number;
  /** What chance would give with the same use of the categories. */
  expectedAgreement: number;
  /** Pairs with at least two answers. */
  pairCount: number;
}

/**
 * Fleiss' κ (1971) for any number of answers per pair. Every pair with n ≥ 2 answers counts the same:
 * its agreement is Σ_j n_j(n_j − 1) / n(n − 1), and category shares are means over pairs of n_j / n.
 * With equal numbers of answers this is the original κ. `by: 'verdict'` joins separate object and background.
 */
export function computeFleissKappa(
  answers: readonly Answer[],
  options: { by?: 'choice' | 'verdict' } = {},
): FleissKappa {
  const isVerdict = options.by === 'verdict';
  const toCategory = (answer: Answer) =>
    isVerdict ? Number(answer.main === 'main_object') : ANSWER_CHOICES.indexOf(answer.main);
  const shareSums = new Array<number>(isVerdict ? 2 : ANSWER_CHOICES.length).fill(0);
  let agreementSum = 0;
  let pairCount = 0;
  for (const group of groupByPair(answers)) {
    const n = group.length;
    if (n < 2) continue;
    pairCount += 1;
    const counts = shareSums.map(() => 0);
    for (const answer of group) counts[toCategory(answer)]! += 1;
    let agreeing = 0;
    for (const [category, count] of counts.entries()) {
      agreeing += count * (count - 1);
      shareSums[category]! += count / n;
    }
    agreementSum += agreeing / (n * (n - 1));
  }
  const observedAgreement = agreementSum / pairCount;
  const expectedAgreement = shareSums.reduce((sum, share) => sum + (share / pairCount) ** 2, 0);
  // 0 / 0 when all answers are the same: agreement cannot be told from chance.
  const kappa =
    expectedAgreement === 1 ? Number.NaN : (observedAgreement - expectedAgreement) / (1 - expectedAgreement);
  return { kappa, observedAgreement, expectedAgreement, pairCount };
}

/** Agreement as it is said to people. */
export interface Agreement {
  /** Over core and spurious; null where it is undefined, and over fewer pairs than `FEWEST_KAPPA_PAIRS`. */
  kappa: number | null;
  /** Over the three choices. */
  kappaOfChoices: number | null;
  /** Pairs with at least two of the answers that it rests on. */
  pairCount: number;
  /** Answers given after a look at others', which say little of agreement and are left out. */
  unblindedCount: number;
}

/** Agreement of answers over core and spurious and over the three choices. */
export function measureRaterAgreement(answers: readonly (Answer & { isBlind: boolean | null })[]): Agreement {
  const independent = answers.filter(({ isBlind }) => isBlind !== false);
  const byVerdict = computeFleissKappa(independent, { by: 'verdict' });
  const isEnough = byVerdict.pairCount >= FEWEST_KAPPA_PAIRS;
  return {
    kappa: isEnough ? toJsonNumber(byVerdict.kappa) : null,
    kappaOfChoices: isEnough ? toJsonNumber(computeFleissKappa(independent).kappa) : null,
    pairCount: byVerdict.pairCount,
    unblindedCount: answers.length - independent.length,
  };
}
