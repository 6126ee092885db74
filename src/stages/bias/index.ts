export { type BootstrapOptions, bootstrapGap, type GapBootstrap, type Interval } from './bootstrap.js';
export { accuracyByRank, type GapAtK, gapByK, type RankBin } from './curves.js';
export { computeClassGaps, DEFAULT_K, isNegativeGap, meanGap } from './gaps.js';
export {
  computeGroupAccuracies,
  type GroupAccuracies,
  type GroupAuroc,
  type GroupCell,
  type GroupedImage,
  spuriosityGroupAuroc,
} from './groups.js';
export { compareModels, computeAccuracy, type ModelComparison, summarizeModels } from './models.js';
export type { PredictionCell, PredictionTable } from './prediction-table.js';
export {
  formatAccuracyWarning,
  type PredictionArray,
  type PredictionInput,
  type PredictionSource,
  parsePredictions,
} from './predictions.js';
