/** The discovery stage: important features and the images that show them. */
export {
  ATTACK_PRESETS,
  type AttackNames,
  type AttackPreset,
  type AttackStrength,
  attackFeatures,
  computeAttackStrength,
  DEFAULT_ATTACK_PRESET,
  PAPER_ATTACK_STEPS,
} from './attack.js';

export { chooseExemplars } from './exemplars.js';
export {
  chooseTopFeatureCount,
  computeClassMeans,
  computeImportantFeatures,
  DEFAULT_TOP_FEATURES,
  DEFAULT_TOP_FEATURES_FEW_CLASSES,
  FEW_CLASSES,
} from './importance.js';
