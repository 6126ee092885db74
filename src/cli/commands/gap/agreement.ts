/**
 * What `gap` shows of several models: whether they are biased in the same classes, and whether class or model decides.
 * In: the comparison on the same images and on fresh ones. Out: cells of a table and a sentence. Measures nothing.
 */
import type { ModelAgreement } from '../../../project/index.js';
import { formatDecimal, formatPlainPoints } from '../../../words/index.js';

export const AGREEMENT_COLUMNS = ['gaps of all models', 'same images', 'other images', 'without noise'];

/** One row per number. What cannot be compared on other images has an empty cell there. */
export function toAgreementRows({ sameImages, freshImages }: ModelAgreement): string[][] {
  return [
    [
      'correlation between two models',
      formatDecimal(sameImages.meanCorrelation, 2),
      formatDecimal(freshImages.meanCorrelation, 2),
      formatDecimal(freshImages.meanTrueCorrelation, 2),
    ],
    ['correlation of a model with itself', '', formatDecimal(freshImages.meanReliability, 2), ''],
    [
      'deviation across classes',
      formatDeviation(sameImages.varianceAcrossClasses),
      '',
      formatDeviation(freshImages.varianceAcrossClasses),
    ],
    [
      'deviation across models',
      formatDeviation(sameImages.varianceAcrossModels),
      '',
      formatDeviation(freshImages.varianceAcrossModels),
    ],
    [
      'variance, classes : models',
      formatDecimal(sameImages.varianceRatio, 2),
      '',
      formatDecimal(freshImages.varianceRatio, 2),
    ],
  ];
}

export const AGREEMENT_EXPLANATION =
  'Same images: Pearson’s r of the class gaps of two models, mean over all couples of models; the images at both ends are the same ' +
  'for both, and so are their accidents. Other images: the same had each model had as many images of its own. Without noise: the ' +
  'same with endless images. The last two multiply the gaps of different images only; they are estimates, and may come out above 1. ' +
  'Classes count as fixed.';

/** Square root of a variance, in points. An estimate below 0 has none: a dash. */
function formatDeviation(variance: number): string {
  return formatPlainPoints(Math.sqrt(variance), 1);
}
