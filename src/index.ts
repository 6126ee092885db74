/**
 * The library: what the commands are made of, for programs of one's own. Named exports only; adding one is a decision
 * (test/contract/public-surface.test.ts lists them all).
 *
 * Two ways in. With a workspace, as the commands do it:
 *
 *     const { project } = await initProject('photos', 'photos.spuriosity', DEFAULT_DATASET_OPTIONS);
 *     await extractProject(project);
 *     await discoverProject(project);
 *     await annotateAutomatically(project);
 *     const { models } = await measureBias(project);
 *     project.close();
 *
 * Or without one: the stages are pure functions of arrays and records (`computeSpuriosity`, `computeClassGaps`, …).
 */

export {
  CancelledError,
  DatasetError,
  ImageError,
  ModelError,
  SpuriosityError,
  StageError,
  StorageError,
  UsageError,
} from './base/errors.js';
export type { Observer, ProgressEvent } from './base/observer.js';
// What goes in and out.
export { SILENT_OBSERVER } from './base/observer.js';
export type { PicturePool, PlantingOptions } from './planting/index.js';
export { DEFAULT_PLANTING_OPTIONS, PLANTED_CUES } from './planting/index.js';
export type {
  AnnotateSummary,
  BiasReport,
  CleaningReport,
  DatasetSummary,
  DiscoverOptions,
  DiscoverSummary,
  ExtractOptions,
  ExtractSummary,
  FeatureFilesSummary,
  GapOptions,
  MitigateReport,
  OpenDataset,
  Project,
  RankingSummary,
} from './project/index.js';
// Workspaces and their stages on disk.
export {
  addHead,
  addPredictions,
  annotateAutomatically,
  chooseWorkspaceFolder,
  DEFAULT_DISCOVER_OPTIONS,
  DEFAULT_ENCODER,
  DEFAULT_EXTRACT_OPTIONS,
  DEFAULT_GAP_OPTIONS,
  discoverProject,
  exportAnswers,
  exportFeatures,
  extractProject,
  findNoise,
  importAnswers,
  importFeatures,
  initClasses,
  initProject,
  measureBias,
  mitigateProject,
  openNamedEncoder,
  openProject,
  PROGRAM_VERSION,
  predictAll,
  rankProject,
  readAnnotationStatus,
  readDiscovery,
  readMitigation,
  readVerdicts,
  removeModel,
  writeAnnotations,
  writeBias,
  writeDemoDataset,
  writeNoise,
  writePlantedDataset,
  writeRankings,
} from './project/index.js';
export type { Answer, Verdict } from './records/annotation.js';
export type {
  ClassGap,
  ClassRanking,
  Collision,
  LabelNoiseFlag,
  MitigationTrial,
  ModelBias,
  Predictions,
} from './records/bias.js';
export type { ClassRecord, Dataset, ImageRecord, SplitName } from './records/dataset.js';
export type { Discovery, Exemplars, ImportantFeature } from './records/discovery.js';
export type { FeatureColumns, FeatureSource } from './records/features.js';
export type { EncoderCard, LinearHead } from './records/networks/encoder.js';
export { writeReport } from './report/index.js';
export { formatAnswers, mergeVerdicts, parseAnswers, tallyVerdicts } from './stages/annotation/index.js';
export {
  accuracyByRank,
  compareModels,
  computeAccuracy,
  computeClassGaps,
  computeGapIntervals,
  computeGroupAccuracies,
  parsePredictions,
  spuriosityGroupAuroc,
  summarizeModels,
} from './stages/bias/index.js';
export { computeCoreCrop, findCollisions, flagLabelNoise } from './stages/cleaning/index.js';
export type { DatasetOptions } from './stages/dataset/index.js';
// The stages as pure functions.
export { DEFAULT_DATASET_OPTIONS } from './stages/dataset/index.js';
export { chooseExemplars, computeClassMeans, computeImportantFeatures } from './stages/discovery/index.js';
export { fitHead, HEAD_RECIPES } from './stages/features/index.js';
export type { MitigationOptions } from './stages/mitigation/index.js';
export { MITIGATION_RECIPES, mitigate } from './stages/mitigation/index.js';
export { computeSpuriosity } from './stages/ranking/index.js';
export type { NpyArray, Table } from './storage/index.js';
// Files that other programs read.
export { readNpy, readTable, writeNpy, writeTable } from './storage/index.js';
