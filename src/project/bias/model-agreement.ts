/**
 * Whether models agree on where they are biased: as measured on the same images, on images of each model's own, and without the
 * noise of the images. In: a bias report. Out: `model-agreement.csv`, a row per couple of models.
 */
import { compareOnFreshImages, type FreshComparison, type ModelComparison } from '../../stages/bias/index.js';
import type { TableContent } from '../../storage/index.js';
import { listLabels, type Project } from '../workspace/index.js';
import type { BiasReport } from './bias.js';

export interface ModelAgreement {
  sameImages: ModelComparison;
  freshImages: FreshComparison;
}

/** Null with fewer than two models, or no class that all of them were measured on. */
export function measureAgreement(
  project: Project,
  { rankings, predictions, k, comparison }: BiasReport,
): ModelAgreement | null {
  if (comparison === null || comparison.classes.length === 0) return null;
  const labels = listLabels(project.readDataset());
  return { sameImages: comparison, freshImages: compareOnFreshImages(rankings, predictions, labels, { k }) };
}

/** `model-agreement.csv`: Pearson's r of the class gaps of every two models, and of a model with itself on other images. */
export function toAgreementTable({ sameImages, freshImages }: ModelAgreement): TableContent {
  const { models } = sameImages;
  return {
    name: 'model-agreement',
    columns: [
      'first_model',
      'second_model',
      'correlation',
      'correlation_other_images',
      'correlation_without_noise',
      'classes',
    ],
    rows: models.flatMap((first, a) =>
      models.slice(a).map((second, beyond) => ({
        first_model: first,
        second_model: second,
        correlation: sameImages.correlations[a]![a + beyond]!,
        correlation_other_images: freshImages.correlations[a]![a + beyond]!,
        correlation_without_noise: freshImages.trueCorrelations[a]![a + beyond]!,
        classes: sameImages.classes.length,
      })),
    ),
  };
}
