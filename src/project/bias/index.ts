/** Models under test and how their accuracy depends on spurious cues. */

export { type BiasReport, DEFAULT_GAP_OPTIONS, type GapOptions, measureBias } from './bias.js';
export {
  DEFAULT_DETAIL_OPTIONS,
  measureGapsByK,
} from './bias-details.js';
export { pickParts, TABLE_PARTS, type TablePart } from './bias-parts.js';
export {
  type BiasTableOptions,
  type MeasuredBias,
  toGapRows,
  toModelRows,
  writeBias,
  writeBiasTables,
} from './bias-tables.js';
export {
  acceptModel,
  checkModel,
  discardModel,
  readModelCheck,
  toIncomingFolder,
} from './check/model-check.js';
export {
  compareModelsByImage,
  type ImageComparison,
  type ModelConfusion,
  measureConfusion,
} from './confusion.js';
export { type CorruptSummary, corruptProject, DEFAULT_CORRUPTIONS } from './corruption.js';
export type { BiasDetails } from './detailed-models.js';
export {
  DEFAULT_EVIDENCE_OPTIONS,
  measureProjectEvidence,
} from './evidence.js';
export { readEvidenceBasis, toEvidenceKey } from './evidence-basis.js';
export { readCachedEvidence } from './evidence-cache.js';
export { addHead } from './head-models.js';
export { addHubModel, DEFAULT_HUB_FILE, parseHubClasses, parseHubName } from './hub-models.js';
export { readInterventionEffects } from './intervention-effects.js';
export {
  interveneWherePossible,
  measureInterventions,
} from './interventions.js';
export { NO_MODELS, toUnknownModelError } from './missing-models.js';
export type { ModelAgreement } from './model-agreement.js';
export {
  type ModelCard,
  readModelCards,
  toClassGapNumbers,
  toModelNumbers,
  toModelStudy,
} from './model-study.js';
export { addOnnxModel, addPredictions, predictAll, removeModel } from './models.js';
export { openOnnxFeatures } from './onnx-models.js';
export { readSensitivities } from './sensitivities.js';
export { toStoredLabels } from './stored-predictions.js';
