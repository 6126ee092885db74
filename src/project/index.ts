/** The composition root: workspaces opened, stages wired to storage, imaging and inference. */
export {
  type AnnotateSummary,
  type AnnotationStatus,
  annotateAutomatically,
  exportAnswers,
  importAnswers,
  readAnnotationStatus,
  writeAnnotations,
} from './annotation.js';
export { addAnswer, exportTemplate, findClass, listPairs, type PairListing } from './answering.js';
export {
  ATTACK_BATCH_SIZE,
  type AttackSummary,
  attackImages,
  drawAttacks,
  drawAttacksWherePossible,
  openAttackSession,
} from './attacks.js';
export { type BiasReport, DEFAULT_GAP_OPTIONS, type GapOptions, measureBias, writeBias } from './bias.js';
export {
  type BiasDetails,
  compareTwoModels,
  DEFAULT_DETAIL_OPTIONS,
  type DetailOptions,
  measureDetails,
  measureGapsByK,
  writeComparison,
  writeGapsByK,
  writeGroups,
} from './bias-details.js';
export {
  type CleaningReport,
  findNoise,
  writeCollisions,
  writeNeighbourNoise,
  writeNoise,
} from './cleaning.js';
export { cutCoreCrop } from './core-crops.js';
export { type CorruptOptions, type CorruptSummary, corruptProject } from './corruption.js';
export { type CropSummary, cropImages } from './cropping.js';
export {
  countImages,
  type DatasetSummary,
  initClasses,
  initProject,
  writeSkippedImages,
} from './dataset.js';
export { type AppliedDecisions, applyDecisionFile } from './decision-file.js';
export { isDemoFolder, writeDemoDataset } from './demo.js';
export {
  DEFAULT_ATTACKED_PAIRS,
  DEFAULT_DISCOVER_OPTIONS,
  type DiscoverOptions,
  type DiscoverSummary,
  discoverProject,
  readDiscovery,
} from './discovery.js';
export { type DrawnPictures, openDrawnPictures } from './drawn-pictures.js';
export { DEFAULT_DUPLICATE_OPTIONS, type DuplicateSummary, findDuplicates } from './duplicates.js';
export {
  IMAGENET_NORMALIZATION,
  type ImportedEncoder,
  type ImportOptions,
  importEncoder,
  suggestName,
} from './encoder-import.js';
export { type PulledEncoder, type PullOptions, pullEncoder } from './encoder-pull.js';
export { KNOWN_ENCODERS, type KnownEncoder } from './encoder-registry.js';
export { DEFAULT_RUN_OPTIONS, type RunOptions, type RunSummary, runEncoder } from './encoder-run.js';
export { type EncoderSource, readEncoderSource } from './encoder-source.js';
export {
  DEFAULT_ENCODER,
  findEncoder,
  listEncoders,
  openNamedEncoder,
  openProjectEncoder,
} from './encoders.js';
export {
  DEFAULT_EXTRACT_OPTIONS,
  type ExtractOptions,
  type ExtractSummary,
  extractProject,
  parsePart,
} from './extraction.js';
export { exportFeatures, type FeatureFilesSummary, importFeatures } from './feature-files.js';
export { HEAD_NAME, predictWithHead, readProjectHead } from './heads.js';
export { addHubModel, DEFAULT_HUB_FILE } from './hub-models.js';
export { createImageReader } from './images.js';
export { cancelQueuedJob, createJob, interruptDeadJobs, type JobRun, runJob } from './jobs.js';
export {
  type AnswerReceipt,
  adjudicate,
  type DisputedPair,
  type GivenAnswer,
  listDisputedPairs,
  listNextPairs,
  type NextPairsRequest,
  type PairHistory,
  readPairHistory,
  retractAnswer,
  skipPair,
  storeAnswer,
  unskipPair,
} from './judgements.js';
export {
  type CleanedSummary,
  decideLabel,
  type GivenLabelDecision,
  writeCleanedManifest,
} from './label-decisions.js';
export { exportCleanedManifest, exportLabelDecisions } from './label-exports.js';
export { readMaps } from './maps.js';
export {
  type MitigateReport,
  mitigateProject,
  readMitigation,
  TUNED_HEAD_NAME,
  TUNED_LAYER_NAME,
  toMitigationRows,
} from './mitigation.js';
export {
  readSweep,
  type SweepChoice,
  type SweepReport,
  sweepProject,
  toSweepRows,
} from './mitigation-sweep.js';
export { type ModelAgreement, measureAgreement, writeAgreement } from './model-agreement.js';
export { type ModelCard, readModelCards, toModelNumbers, toModelStudy } from './model-study.js';
export { addHead, addOnnxModel, addPredictions, predictAll, removeModel } from './models.js';
export { writeMultiObject } from './multi-object.js';
export type { OnnxModelOptions } from './onnx-models.js';
export {
  assertClassIndex,
  chooseMeasuredSplit,
  chooseWorkspaceFolder,
  listLabels,
  listUsableRows,
  type OpenDataset,
  openProject,
  type Project,
} from './project.js';
export { type RankingSummary, rankProject, writeRankings } from './ranking.js';
export {
  DEFAULT_SEGMENT_OPTIONS,
  planSegmentations,
  type SegmentOptions,
  type SegmentPlan,
  type SegmentSummary,
  segmentProject,
} from './segmentation.js';
export {
  SELECTION_FORMS,
  type SelectionForm,
  type SelectionInput,
  type SelectionSummary,
  writeSelection,
} from './selections.js';
export { readSensitivities } from './sensitivities.js';
export { exportModelCard } from './tuned-card.js';
export {
  DEFAULT_TUNED_EXPORT,
  exportTuned,
  type TunedExport,
  type TunedExportOptions,
} from './tuned-export.js';
export {
  exportTunedHead,
  exportTunedModel,
  exportTunedWeights,
  openTunedModel,
  type TunedModel,
} from './tuned-model.js';
export {
  addValidationAnswer,
  listValidatedPairs,
  readValidationDecision,
  readValidationPanels,
  type ValidatedPair,
} from './validation.js';
export { readPairVerdict, readVerdicts } from './verdicts.js';
export { PROGRAM_VERSION } from './version.js';
export { readSettings, saveView, updateSettings } from './views.js';
export {
  createDisplayReader,
  drawHeatmap,
  listPairVisuals,
  type PairVisuals,
  VISUAL_SIDE,
} from './visuals.js';
