export {
  type AnswerValue,
  compareValues,
  computeAnswerValue,
  countToSettle,
  SETTLED_SHARE,
  sumGaps,
} from './answers/answer-values.js';
export { type ClassFlips, computeClassFlips } from './answers/class-flips.js';
export {
  bootstrapModels,
  DEFAULT_RESAMPLES,
  type ModelBootstrap,
} from './bootstrap.js';
export { computeBalancedAccuracy, computeCalibrationError } from './calibration.js';
export { accuracyByRank, type GapAtK, gapByK, type RankBin } from './curves.js';
export {
  type ClassEvidenceValues,
  type ClassPlan,
  DEFAULT_DRAWS,
  decideFinding,
  gatherClassValues,
  measureEvidence,
} from './evidence/index.js';
export { compareOnFreshImages, type FreshComparison } from './fresh-images.js';
export {
  type ClassEnds,
  computeGapIntervals,
  computeMeanGapInterval,
} from './gap-interval.js';
export {
  computeClassGaps,
  DEFAULT_K,
  isNegativeGap,
  listCorrectness,
  meanGap,
} from './gaps.js';
export {
  computeGroupAccuracies,
  computeTableAccuracies,
  findMajorityGroups,
  type GroupAccuracies,
  spuriosityGroupAuroc,
  tabulateGroups,
} from './groups.js';
export { countConfusions, findConfusedBlocks } from './images/confusion.js';
export { comparePaired, judgeJointly, toRankPart } from './images/image-comparison.js';
export {
  combineInterventions,
  computeInterventionEffect,
  type InterventionOutcomes,
} from './intervention.js';
export { orderBySimilarity } from './model-order.js';
export {
  compareModels,
  computeAccuracy,
  fitRobustnessLine,
  type ModelComparison,
  summarizeModels,
} from './models.js';
export { OUTPUT_KINDS, type OutputKind } from './outputs/output-kinds.js';
export { toLogits } from './outputs/outputs.js';
export { type PairedGaps, testPairedGaps } from './paired-test.js';

export {
  formatAccuracyWarning,
  type PredictionInput,
  type PredictionSource,
  parsePredictions,
} from './predictions/predictions.js';
export { assignPseudoGroups, PSEUDO_GROUP_COLUMN } from './pseudo-groups.js';
export {
  computeSensitivity,
  correlateSensitivities,
  countCorruptedImages,
  DEFAULT_CORRUPTED_SHARE,
  type SensitivityAgreement,
} from './sensitivity.js';
