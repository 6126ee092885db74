/**
 * Area under the ROC curve (docs/method.md, M83): scores and a yes/no per score enter, a number in 0..1 leaves.
 */

import { assertPaired } from './fitting/regression.js';
import { computeAverageRanks } from './order.js';

/**
 * Probability that a random positive scores higher than a random negative, equal scores counting half
 * (the Mann-Whitney statistic over n⁺n⁻). NaN without both kinds, and when any score is NaN.
 */
export function computeAuroc(scores: ArrayLike<number>, positives: ArrayLike<number | boolean>): number {
  assertPaired(scores, positives);
  const ranks = computeAverageRanks(scores);
  let positiveCount = 0;
  let rankSum = 0;
  for (let i = 0; i < ranks.length; i += 1) {
    if (Number.isNaN(scores[i]!)) return Number.NaN;
    if (!positives[i]) continue;
    positiveCount += 1;
    rankSum += ranks[i]!;
  }
  const negativeCount = ranks.length - positiveCount;
  return (rankSum - (positiveCount * (positiveCount + 1)) / 2) / (positiveCount * negativeCount);
}
