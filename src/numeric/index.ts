export { computeCorrectedCramersV, computeCramersV } from './association.js';
export { computeAuroc } from './auroc.js';
export { computeAurocInterval } from './auroc-interval.js';
export { computeBinomialProbabilities, computeSignFlipPValue, createBinomialSampler } from './binomial.js';
export { pearsonCorrelation } from './correlation.js';
export { fitLeastSquares } from './fitting/least-squares.js';
export {
  computeLayerGradient,
  computeLogits,
  type LinearLayer,
  multiplyByWeights,
  predictLabels,
} from './fitting/linear.js';
export {
  fitLogisticRegression,
  type LogisticEnd,
  type LogisticPenalty,
  type LogisticProblem,
} from './fitting/logistic-regression.js';
export { ADAM, createOptimizer, type OptimizerSettings } from './fitting/optimizers.js';
export { fitLine, type Line } from './fitting/regression.js';
export { computeMean, computeMoments, computeSampleVariance } from './moments.js';
export { adjustByBenjaminiHochberg } from './multiple-tests.js';
export { argsort, bottomIndices, chooseEvenly, topIndices } from './order.js';
export { createAxisSearch } from './principal-axes.js';
export {
  computeDifferenceInterval,
  computeWilsonInterval,
  type Interval,
  type Proportion,
} from './proportions.js';
export { computeQuantile, computeQuantiles } from './quantile.js';
export { createRandom, deriveSeed, type Random } from './random.js';
export { argmaxRows, computeConfidences, replaceByCrossEntropyGradient } from './softmax.js';
