/**
 * How much models agree beyond the images they share (docs/method.md, M53). Rankings, predictions and labels enter; the comparison of models as it would
 * come out on images of each model's own, and with endless images, leaves.
 * Two models measured on the same 2k images per class also share those images' accidents, which raises their correlation; and each gap
 * is noisy, which lowers it. Both are undone by multiplying the gaps only of different images. Needs no random splits.
 */
import { computeMean, computeMoments } from '../../numeric/index.js';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import { DEFAULT_K } from './gaps.js';

/** Agreement of models as it would be on images of each model's own. */
export interface FreshComparison {
  models: string[];
  /** Classes with at least two images at either end, ascending; everything below is over these. */
  classes: number[];
  /**
   * [models][models]: Pearson's r to expect between the class gaps of two models measured on different images, as many as here.
   * On the diagonal that of a model with itself, its reliability: the share of the variance that is not noise of the images.
   */
  correlations: number[][];
  /** Mean over different models; NaN for fewer than two. */
  meanCorrelation: number;
  meanReliability: number;
  /**
   * [models][models]: r had every class endless images (disattenuated); an estimate, which may come out above 1. NaN where a
   * model's gaps are all noise.
   */
  trueCorrelations: number[][];
  meanTrueCorrelation: number;
  /** The variances of `ModelComparison` without the noise of the images; an estimate below 0 says that there is nothing else. */
  varianceAcrossClasses: number;
  varianceAcrossModels: number;
  /** NaN where either is not above 0. */
  varianceRatio: number;
}

/** Far below one image in any class, far above what rounding leaves of sums that cancel. */
const NO_SIGNAL = 1e-12;

/** Correctness of one model at the two ends of one class, k images each. */
interface Ends {
  top: number[];
  bottom: number[];
}

/**
 * Compares models as if no image were shared. Counts images that all models predicted; k is lowered to half of them where there are
 * fewer than 2k, as for gaps.
 * @param labels Class index per image of the data set, [image count].
 */
export function compareOnFreshImages(
  rankings: readonly ClassRanking[],
  predictions: readonly Predictions[],
  labels: Int32Array,
  options: { k?: number } = {},
): FreshComparison {
  const measured = rankings
    .map((ranking) => ({
      classIndex: ranking.classIndex,
      ends: listEnds(ranking, predictions, labels, options.k ?? DEFAULT_K),
    }))
    .filter(({ ends }) => ends.every(({ top }) => top.length > 1))
    .sort((a, b) => a.classIndex - b.classIndex);
  const gaps = predictions.map((_, model) => measured.map(({ ends }) => meanOf(ends[model]!)));
  const { covariances, products } = computeSignal(
    gaps,
    measured.map(({ ends }) => ends),
  );
  const deviations = gaps.map((ofModel) => computeMoments(ofModel).populationStd);
  const scaleBy = (scales: readonly number[]) =>
    covariances.map((row, a) =>
      row.map((value, b) => (scales[a]! * scales[b]! > 0 ? value / (scales[a]! * scales[b]!) : Number.NaN)),
    );
  const correlations = scaleBy(deviations);
  const trueCorrelations = scaleBy(
    covariances.map((row, model) => Math.sqrt(row[model]! > NO_SIGNAL ? row[model]! : Number.NaN)),
  );
  // From divisors n to those of sample variances.
  const varianceAcrossClasses = computeMean(covariances.flat()) * unbias(measured.length);
  const varianceAcrossModels =
    (computeMean(products.map((row, model) => row[model]!)) - computeMean(products.flat())) *
    unbias(predictions.length);
  return {
    models: predictions.map(({ model }) => model),
    classes: measured.map(({ classIndex }) => classIndex),
    correlations,
    meanCorrelation: meanBetween(correlations),
    meanReliability: computeMean(defined(correlations.map((row, model) => row[model]!))),
    trueCorrelations,
    meanTrueCorrelation: meanBetween(trueCorrelations),
    varianceAcrossClasses,
    varianceAcrossModels,
    varianceRatio:
      varianceAcrossClasses > NO_SIGNAL && varianceAcrossModels > NO_SIGNAL
        ? varianceAcrossClasses / varianceAcrossModels
        : Number.NaN,
  };
}

/** n / (n − 1). */
function unbias(count: number): number {
  return count / (count - 1);
}

function listEnds(
  { images }: ClassRanking,
  predictions: readonly Predictions[],
  labels: Int32Array,
  askedK: number,
): Ends[] {
  const predicted = images.filter((image) => predictions.every((one) => one.labels[image]! >= 0));
  const k = Math.min(askedK, Math.floor(predicted.length / 2));
  return predictions.map((one) => {
    const correct = predicted.map((image) => Number(one.labels[image] === labels[image]));
    return { top: correct.slice(correct.length - k), bottom: correct.slice(0, k) };
  });
}

function meanOf({ top, bottom }: Ends): number {
  return computeMean(top) - computeMean(bottom);
}

/**
 * What two models' true gaps have in common, [models][models]: `covariances` over the classes (population), `products` of their means
 * over the classes. Unbiased: measured gaps of different classes share no image; within a class `multiplyFresh` takes care.
 */
function computeSignal(gaps: readonly number[][], ends: readonly Ends[][]) {
  const classCount = ends.length;
  const sums = gaps.map((ofModel) => ofModel.reduce((sum, gap) => sum + gap, 0));
  const covariances = gaps.map(() => new Array<number>(gaps.length).fill(Number.NaN));
  const products = gaps.map(() => new Array<number>(gaps.length).fill(Number.NaN));
  for (let a = 0; a < gaps.length; a++) {
    for (let b = a; b < gaps.length; b++) {
      let within = 0;
      let across = sums[a]! * sums[b]!;
      for (let place = 0; place < classCount; place++) {
        within += multiplyFresh(ends[place]![a]!, ends[place]![b]!);
        across -= gaps[a]![place]! * gaps[b]![place]!;
      }
      const ofMeans = (within + across) / classCount ** 2;
      covariances[a]![b] = covariances[b]![a] = within / classCount - ofMeans;
      products[a]![b] = products[b]![a] = ofMeans;
    }
  }
  return { covariances, products };
}

/** The product of two models' gaps in one class, averaged over all ways to give the models different images. */
function multiplyFresh(a: Ends, b: Ends): number {
  const crossed = computeMean(a.top) * computeMean(b.bottom) + computeMean(a.bottom) * computeMean(b.top);
  return multiplyDifferent(a.top, b.top) + multiplyDifferent(a.bottom, b.bottom) - crossed;
}

/** Mean of a[i]·b[j] over all i ≠ j. */
function multiplyDifferent(a: readonly number[], b: readonly number[]): number {
  const k = a.length;
  const both = a.reduce((sum, value, place) => sum + value * b[place]!, 0);
  return (k * k * computeMean(a) * computeMean(b) - both) / (k * (k - 1));
}

function meanBetween(matrix: readonly number[][]): number {
  return computeMean(defined(matrix.flatMap((row, index) => row.slice(index + 1))));
}

function defined(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}
