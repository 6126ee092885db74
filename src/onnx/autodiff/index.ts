/** Reverse-mode differentiation of ONNX graphs. */
export { appendGradients } from './differentiate.js';
export {
  buildAttackModel,
  buildFeatureGradientModel,
  FEATURE_MODEL_NAMES,
  type FeatureGradientOptions,
} from './feature-model.js';
export { buildGradientModel, type GradientOptions } from './gradient-model.js';
