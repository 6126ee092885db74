/** Training as a graph. */
export {
  buildHeadTrainingModel,
  HEAD_TRAINING_NAMES,
  type HeadTrainingModel,
  type HeadTrainingSizes,
  type HeadTrainingState,
} from './head-training.js';
export type { GraphOptimizerSettings } from './optimizers.js';
