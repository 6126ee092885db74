/**
 * Sensitivity of models to targeted corruptions (docs/method.md, M92; paper B): accuracies with and without a corruption enter, relative drops and
 * their correlation between models leave. Corrupts nothing itself.
 */
import { pearsonCorrelation } from '../../numeric/index.js';
import type { Sensitivity } from '../../records/sensitivity.js';

/** Share of the class's images that are corrupted: those that activate the feature most (65 of 1300 in the paper). */
export const DEFAULT_CORRUPTED_SHARE = 0.05;
/** With fewer images an accuracy says nothing. */
const FEWEST_CORRUPTED_IMAGES = 10;

/** How many of a class's `imageCount` images to corrupt. */
export function countCorruptedImages(imageCount: number, share: number = DEFAULT_CORRUPTED_SHARE): number {
  return Math.min(imageCount, Math.max(FEWEST_CORRUPTED_IMAGES, Math.round(imageCount * share)));
}

/** Relative drop of accuracy; NaN for an accuracy of 0 before. */
export function computeSensitivity(accuracyBefore: number, accuracyAfter: number): number {
  return (accuracyBefore - accuracyAfter) / accuracyBefore;
}

/** How alike two models' sensitivities are. */
export interface SensitivityAgreement {
  models: [string, string];
  /** Null: over all corruptions. */
  corruption: string | null;
  /** Pearson's r over the pairs (and corruptions) that both models have a sensitivity for; NaN where undefined. */
  correlation: number;
  count: number;
}

/** Whether models are sensitive to the same things: every couple of models, over all corruptions and for each. */
export function correlateSensitivities(sensitivities: readonly Sensitivity[]): SensitivityAgreement[] {
  const models = [...new Set(sensitivities.map(({ model }) => model))];
  const corruptions = [null, ...new Set(sensitivities.map(({ corruption }) => corruption))];
  const sensitivityOf = new Map(sensitivities.map((one) => [`${one.model}\n${toKey(one)}`, one.sensitivity]));
  return models.flatMap((first, place) =>
    models.slice(place + 1).flatMap((second) =>
      corruptions.map((corruption): SensitivityAgreement => {
        const shared = sensitivities
          .filter((one) => one.model === first && (corruption === null || one.corruption === corruption))
          .map(
            (one) => [one.sensitivity, sensitivityOf.get(`${second}\n${toKey(one)}`) ?? Number.NaN] as const,
          )
          .filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
        return {
          models: [first, second],
          corruption,
          correlation: pearsonCorrelation(
            shared.map(([a]) => a),
            shared.map(([, b]) => b),
          ),
          count: shared.length,
        };
      }),
    ),
  );
}

function toKey({ classIndex, feature, corruption }: Sensitivity): string {
  return `${classIndex}/${feature}/${corruption}`;
}
