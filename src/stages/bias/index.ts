export {
  type BootstrapOptions,
  bootstrapGap,
  bootstrapModels,
  DEFAULT_CONFIDENCE,
  DEFAULT_RESAMPLES,
  type GapBootstrap,
  type Interval,
  type ModelBootstrap,
} from './bootstrap.js';
export { computeBalancedAccuracy, computeCalibrationError } from './calibration.js';
export { accuracyByRank, type GapAtK, gapByK, type RankBin } from './curves.js';
export { compareOnFreshImages, type FreshComparison } from './fresh-images.js';
export { computeClassGaps, DEFAULT_K, isNegativeGap, meanGap } from './gaps.js';
export {
  computeGroupAccuracies,
  computeTableAccuracies,
  type GroupAccuracies,
  type GroupAuroc,
  type GroupCell,
  type GroupedImage,
  spuriosityGroupAuroc,
  tabulateGroups,
} from './groups.js';
export { orderBySimilarity } from './model-order.js';
export {
  compareModels,
  computeAccuracy,
  fitRobustnessLine,
  type ModelComparison,
  summarizeModels,
} from './models.js';
export { type PairedGap, type PairedGaps, testPairedGaps } from './paired-test.js';
export type { PredictionCell, PredictionTable } from './prediction-table.js';
export {
  formatAccuracyWarning,
  type PredictionArray,
  type PredictionInput,
  type PredictionSource,
  parsePredictions,
} from './predictions.js';
export { assignPseudoGroups, PSEUDO_GROUP_COLUMN } from './pseudo-groups.js';
export {
  computeSensitivity,
  correlateSensitivities,
  countCorruptedImages,
  DEFAULT_CORRUPTED_SHARE,
  type Sensitivity,
  type SensitivityAgreement,
} from './sensitivity.js';
