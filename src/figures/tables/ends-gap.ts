/**
 * Gaps with their intervals where only what they are made of is at hand: models by class, images as a person filters them.
 * In: accuracies and images at both ends. Out: an estimate; by the one formula (docs/method.md, M60).
 */
import { computeDifferenceInterval } from '../../numeric/index.js';
import type { GapEstimate, ModelStudy } from '../../protocol/index.js';

/** Accuracy among images with a prediction; null where there is none. */
interface End {
  accuracy: number | null;
  imageCount: number;
}

/** Accuracy at the top minus that at the bottom with its 95% interval; null where an end has no image. */
export function computeEndsGap(top: End, bottom: End): GapEstimate | null {
  if (top.accuracy === null || bottom.accuracy === null) return null;
  const interval = computeDifferenceInterval(
    { share: top.accuracy, count: top.imageCount },
    { share: bottom.accuracy, count: bottom.imageCount },
  );
  return { gap: top.accuracy - bottom.accuracy, interval };
}

/** The gap of the model and class at these places of a study; null where it has none. */
export function findStudyGap(study: ModelStudy, model: number, column: number): GapEstimate | null {
  const at = <T>(matrix: readonly (readonly T[])[]) => matrix[model]?.[column];
  const imageCount = at(study.ks) ?? 0;
  const toEnd = (accuracies: ModelStudy['gaps']) => ({ accuracy: at(accuracies) ?? null, imageCount });
  return computeEndsGap(toEnd(study.accuracyTop), toEnd(study.accuracyBottom));
}
