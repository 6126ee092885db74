/**
 * Measures of a classifier beside accuracy (docs/method.md, M84): predictions, labels and confidences enter, one number leaves.
 */
import { computeMean } from '../../numeric/index.js';
import type { Predictions } from '../../records/bias.js';

/** Mean over the classes, with images among `images` that have a prediction, of the accuracy on the class; NaN for none. `labels`: [image count]. */
export function computeBalancedAccuracy(
  predictions: Predictions,
  labels: Int32Array,
  images: readonly number[],
): number {
  const correctOfClass = new Map<number, number[]>();
  for (const image of images) {
    if (predictions.labels[image]! < 0) continue;
    const correct = correctOfClass.get(labels[image]!) ?? [];
    correct.push(Number(predictions.labels[image] === labels[image]));
    correctOfClass.set(labels[image]!, correct);
  }
  return computeMean([...correctOfClass.values()].map((correct) => computeMean(correct)));
}

/** Bins of confidence, as in Guo et al. 2017. */
const DEFAULT_CALIBRATION_BINS = 15;

/**
 * Expected calibration error (Guo et al. 2017): confidences in 0..1 are put in bins of equal width, open below and closed above;
 * the error is Σ over bins of (share of images) · |accuracy − mean confidence|. NaN for no images.
 * @param confidences probability of the predicted class, parallel to `correct`
 */
export function computeCalibrationError(
  confidences: ArrayLike<number>,
  correct: ArrayLike<number>,
  binCount: number = DEFAULT_CALIBRATION_BINS,
): number {
  const differences = new Float64Array(binCount);
  for (let index = 0; index < confidences.length; index += 1) {
    const confidence = confidences[index]!;
    // ⌈c · bins⌉ − 1: a confidence on an edge belongs to the bin below it.
    const bin = Math.min(binCount - 1, Math.max(0, Math.ceil(confidence * binCount) - 1));
    differences[bin]! += correct[index]! - confidence;
  }
  return differences.reduce((sum, difference) => sum + Math.abs(difference), 0) / confidences.length;
}
