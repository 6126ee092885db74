export type {
  CommitShard,
  EncoderInterface,
  FinishedShard,
  OpenEncoderSession,
  OpenTrainingSession,
  PlannedShard,
  PreparedImage,
  ReadPreparedImage,
} from './capabilities.js';
export {
  DEFAULT_BATCH_SIZE,
  DEFAULT_PREFETCH,
  type ExtractionInput,
  type ExtractionOptions,
  type ExtractionSummary,
  extractFeatures,
} from './extraction.js';
export {
  type FeatureMap,
  type FeatureMapInput,
  type FeatureMapRequest,
  type FeatureMapResult,
  readFeatureMaps,
} from './feature-maps.js';
export { fitHead, type HeadFit, type HeadFitInput, type HeadFitPoint, selectHeadClasses } from './head.js';
export {
  DEFAULT_HEAD_RECIPE,
  HEAD_RECIPE_NAMES,
  HEAD_RECIPES,
  type HeadRecipe,
  type HeadRecipeName,
} from './head-recipes.js';
export { HEAD_TRAINING_THREADS } from './head-session-trainer.js';
export {
  assertTrainable,
  createHeadTrainer,
  type HeadTrainer,
  type HeadTrainingData,
  shuffleIntoBatches,
} from './head-training.js';
