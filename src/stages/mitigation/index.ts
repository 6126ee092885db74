/** The mitigation stage: tunes a head on low-spuriosity images until its spurious gap is closed. */
export { computeAccuracyInterval } from './accuracy-interval.js';
export { formatModelCard } from './card/model-card.js';
export type { HeadMeasures, ModelCardFacts } from './card/model-card-facts.js';
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
  toMitigationSettings,
} from './recipes.js';
export type { TuningImages } from './selection.js';
export { formatSettings } from './settings-list.js';
export {
  chooseSweptImages,
  DEFAULT_SWEPT_IMAGES,
  DEFAULT_SWEPT_STOP_GAPS,
  type ImagesPerClass,
  listSweepPoints,
  type SweepPoint,
  type SweepRun,
  type SweepValues,
  sweepMitigation,
} from './sweep.js';
