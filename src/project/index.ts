/** The composition root: workspaces opened, stages wired to storage, imaging and inference. */
export {
  type AnnotateSummary,
  annotateAutomatically,
  exportAnswers,
  importAnswers,
  readAnnotationStatus,
  writeAnnotations,
} from './annotation.js';
export { addAnswer, exportTemplate, findClass, listPairs, type PairListing } from './answering.js';
export {
  type AttackSummary,
  drawAttacks,
  drawAttacksWherePossible,
  openAttackSession,
} from './attacks.js';
export { type BiasReport, DEFAULT_GAP_OPTIONS, type GapOptions, measureBias, writeBias } from './bias.js';
export { type CleaningReport, findNoise, writeCollisions, writeNoise } from './cleaning.js';
export {
  countImages,
  type DatasetSummary,
  initClasses,
  initProject,
  writeSkippedImages,
} from './dataset.js';
export { isDemoFolder, writeDemoDataset } from './demo.js';
export {
  DEFAULT_ATTACKED_PAIRS,
  DEFAULT_DISCOVER_OPTIONS,
  type DiscoverOptions,
  type DiscoverSummary,
  discoverProject,
  readDiscovery,
} from './discovery.js';
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
export { createImageReader } from './images.js';
export { type MitigateReport, mitigateProject, readMitigation, TUNED_HEAD_NAME } from './mitigation.js';
export { addHead, addPredictions, predictAll, removeModel } from './models.js';
export {
  chooseMeasuredSplit,
  chooseWorkspaceFolder,
  listLabels,
  listUsableRows,
  type OpenDataset,
  openProject,
  type Project,
} from './project.js';
export { type RankingSummary, rankProject, writeRankings } from './ranking.js';
export { readVerdicts } from './verdicts.js';
export { PROGRAM_VERSION } from './version.js';
export { createDisplayReader, listPairVisuals, type PairVisuals } from './visuals.js';
