export { computeAuroc } from './auroc.js';
export { computeBinomialProbabilities, computeSignFlipPValue, createBinomialSampler } from './binomial.js';
export { pearsonCorrelation, spearmanCorrelation } from './correlation.js';
export {
  computeLayerGradient,
  computeLogits,
  type LinearLayer,
  multiplyByWeights,
  predictLabels,
} from './linear.js';
export { computeMean, computeMoments, type Moments } from './moments.js';
export { adjustByBenjaminiHochberg } from './multiple-tests.js';
export { createOptimizer, type Optimizer, type OptimizerSettings } from './optimizers.js';
export { argsort, bottomIndices, computeAverageRanks, topIndices } from './order.js';
export { type AxisSearch, createAxisSearch } from './principal-axes.js';
export { computeCountedQuantiles, computeQuantile, computeQuantiles } from './quantile.js';
export { createRandom, deriveSeed, type Permutable, type Random } from './random.js';
export { fitLine, type Line } from './regression.js';
export { argmaxRows, computeConfidences, replaceByCrossEntropyGradient } from './softmax.js';
