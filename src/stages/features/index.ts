export type {
  OpenEncoderSession,
  PreparedImage,
} from './capabilities.js';
export {
  DEFAULT_BATCH_SIZE,
  extractFeatures,
} from './extraction.js';
export { readFeatureMaps, type WholeFeatureMap } from './feature-maps.js';
export { fitHead, selectHeadClasses } from './head.js';
export {
  DEFAULT_HEAD_RECIPE,
  HEAD_RECIPE_NAMES,
  HEAD_RECIPES,
  type HeadRecipeName,
} from './head-recipes.js';
export { HEAD_TRAINING_THREADS } from './head-session-trainer.js';
export {
  assertTrainable,
  createHeadTrainer,
  type HeadTrainingData,
  shuffleIntoBatches,
} from './head-training.js';
export {
  type ChosenRanges,
  chooseRanges,
  type IntensityChoice,
  parseIntensity,
  type SampleSurvey,
} from './intensity.js';
