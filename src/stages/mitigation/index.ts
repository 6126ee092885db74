/** The mitigation stage: tunes a head on low-spuriosity images until its spurious gap is closed. */
export {
  type ChosenImages,
  type MitigationInput,
  type MitigationResult,
  mitigate,
  RANK_BIN_COUNT,
} from './mitigation.js';
export {
  computeShareCount,
  DEFAULT_MITIGATION_METHODS,
  DEFAULT_MITIGATION_RECIPE,
  DEFAULT_STOP_GAP,
  DEFAULT_TRIALS,
  MITIGATION_RECIPE_NAMES,
  MITIGATION_RECIPES,
  type MitigationOptions,
  type MitigationRecipe,
  type MitigationRecipeName,
  type MitigationSettings,
  type TuningSchedule,
} from './recipes.js';
export type { TuningImages } from './selection.js';
