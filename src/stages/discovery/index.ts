/** The discovery stage: important features and the images that show them. */
export {
  type AttackInput,
  type AttackNames,
  type AttackResult,
  attackFeatures,
  computeStepSize,
  DEFAULT_ATTACK_STEPS,
  DEFAULT_STEP_SIZE,
} from './attack.js';

export { chooseExemplars, DEFAULT_BOTTOM_COUNT, DEFAULT_TOP_COUNT } from './exemplars.js';
export {
  type ClassMeans,
  chooseTopFeatureCount,
  computeClassMeans,
  computeImportantFeatures,
  DEFAULT_TOP_FEATURES,
  DEFAULT_TOP_FEATURES_FEW_CLASSES,
  FEW_CLASSES,
} from './importance.js';
