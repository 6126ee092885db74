/**
 * Comparison of models: class-wise gaps enter; accuracies, effective robustness and agreement between models leave.
 */
import {
  computeMean,
  computeSampleVariance,
  fitLine,
  type Line,
  pearsonCorrelation,
} from '../../numeric/index.js';
import type { ClassGap, ModelBias, Predictions } from '../../records/bias.js';
import { computeMeanGapInterval } from './gap-interval.js';
import { isNegativeGap, meanGap, measureGapSizes } from './gaps.js';

/** Share of right predictions among those of `images` (image indices) that have one; NaN for none. `labels`: [image count]. */
export function computeAccuracy(
  predictions: Predictions,
  labels: Int32Array,
  images: readonly number[],
): number {
  const predicted = images.filter((image) => predictions.labels[image]! >= 0);
  return computeMean(predicted.map((image) => Number(predictions.labels[image] === labels[image])));
}

/**
 * One summary per model, in the order given. Effective robustness is acc_bottom − β(acc_top), β the least-squares line
 * of acc_bottom on acc_top over exactly the models given (docs/method.md, M50; paper D): it changes when models are added.
 */
export function summarizeModels(
  models: readonly { model: string; accuracy: number; gaps: ClassGap[] }[],
): ModelBias[] {
  const accuraciesTop = models.map(({ gaps }) => computeMean(gaps.map((gap) => gap.accuracyTop)));
  const accuraciesBottom = models.map(({ gaps }) => computeMean(gaps.map((gap) => gap.accuracyBottom)));
  // A model without measured classes has no place on the line and must not spoil it for the others.
  const measured = models.flatMap(({ gaps }, index) => (gaps.length > 0 ? [index] : []));
  const line = fitRobustnessLine(
    measured.map((index) => ({ top: accuraciesTop[index]!, bottom: accuraciesBottom[index]! })),
  );
  return models.map(({ model, accuracy, gaps }, index) => ({
    model,
    accuracy,
    accuracyTop: accuraciesTop[index]!,
    accuracyBottom: accuraciesBottom[index]!,
    spuriousGap: meanGap(gaps),
    interval: computeMeanGapInterval(gaps),
    ...measureSizes(gaps),
    effectiveRobustness: accuraciesBottom[index]! - (line.slope * accuraciesTop[index]! + line.intercept),
    gaps,
  }));
}

/** How large the gaps are, the largest with its interval. */
function measureSizes(gaps: readonly ClassGap[]): Pick<ModelBias, 'meanAbsoluteGap' | 'worstClass'> {
  const { meanAbsoluteGap, worstClass } = measureGapSizes(gaps);
  const worst = gaps.find(({ classIndex }) => classIndex === worstClass?.classIndex);
  return {
    meanAbsoluteGap,
    worstClass: worstClass && { ...worstClass, interval: computeMeanGapInterval([worst!]) },
  };
}

/** The least-squares line of the accuracy at the bottom on the accuracy at the top: β of the paper's appendix D. */
export function fitRobustnessLine(models: readonly { top: number; bottom: number }[]): Line {
  return fitLine(
    models.map(({ top }) => top),
    models.map(({ bottom }) => bottom),
  );
}

/** How alike the class gaps of several models are, and what decides how large they are. */
export interface ModelComparison {
  models: string[];
  /** Classes with a gap for every model, ascending; everything below is over these. */
  classes: number[];
  /** Mean gap over the models, parallel to `classes`. */
  classMeanGaps: number[];
  /** [models][models]: Pearson's r of the class-wise gaps; NaN where undefined. */
  correlations: number[][];
  /** Mean of the correlations between different models that are defined; NaN for none. */
  meanCorrelation: number;
  /** Sample variance over the classes of the mean over the models. */
  varianceAcrossClasses: number;
  /** Sample variance over the models of the mean over the classes. */
  varianceAcrossModels: number;
  /** varianceAcrossClasses / varianceAcrossModels, the paper's 3.1×; NaN when all models have the same mean gap. */
  varianceRatio: number;
  /** Share of the classes whose mean gap is negative, the paper's 15.7%; NaN for no classes. */
  negativeShare: number;
}

/** Says whether the data or the models decide how large a gap is (docs/method.md, M51 and M52; paper 4.2). */
export function compareModels(models: readonly ModelBias[]): ModelComparison {
  const gapOfClass = models.map(({ gaps }) => new Map(gaps.map(({ classIndex, gap }) => [classIndex, gap])));
  const classes = [...(gapOfClass[0]?.keys() ?? [])]
    .filter((classIndex) => gapOfClass.every((gaps) => gaps.has(classIndex)))
    .sort((a, b) => a - b);
  const gaps = gapOfClass.map((ofClass) => classes.map((classIndex) => ofClass.get(classIndex)!));
  const classMeanGaps = classes.map((_, place) => computeMean(gaps.map((ofModel) => ofModel[place]!)));
  const correlations = gaps.map((a) => gaps.map((b) => pearsonCorrelation(a, b)));
  const betweenModels = correlations
    .flatMap((row, index) => row.slice(index + 1))
    .filter((r) => !Number.isNaN(r));
  const varianceAcrossClasses = computeSampleVariance(classMeanGaps);
  const varianceAcrossModels = computeSampleVariance(gaps.map((ofModel) => computeMean(ofModel)));
  return {
    models: models.map(({ model }) => model),
    classes,
    classMeanGaps,
    correlations,
    meanCorrelation: computeMean(betweenModels),
    varianceAcrossClasses,
    varianceAcrossModels,
    varianceRatio: varianceAcrossModels > 0 ? varianceAcrossClasses / varianceAcrossModels : Number.NaN,
    negativeShare: computeMean(classMeanGaps.map((gap) => Number(isNegativeGap(gap)))),
  };
}
