/** Reverse-mode differentiation of ONNX graphs. */
export { appendGradients } from './differentiate.js';
export {
  buildAttackModel,
  buildFeatureGradientModel,
  FEATURE_MODEL_NAMES,
} from './feature-model.js';
export { buildGradientModel } from './gradient-model.js';
