/** Training as a graph. */
export {
  buildHeadTrainingModel,
  HEAD_TRAINING_NAMES,
  type HeadTrainingState,
} from './head-training.js';
