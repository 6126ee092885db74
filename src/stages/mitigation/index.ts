/** The mitigation stage: tunes a head on low-spuriosity images until its spurious gap is closed. */
export { formatModelCard } from './card/model-card.js';
export type { HeadMeasures, ModelCardFacts } from './card/model-card-facts.js';
export { type MeasuredImages, planEvaluation } from './halves.js';
export { measurePredictions, predictRows } from './measures.js';

export { toTargetGap } from './methods/tuning.js';
export {
  type MitigationInput,
  type MitigationResult,
  mitigate,
} from './mitigation.js';
export {
  DEFAULT_MAX_ACCURACY_COST,
  DEFAULT_MITIGATION_METHODS,
  DEFAULT_MITIGATION_RECIPE,
  type ImagesPerClass,
  MITIGATION_RECIPES,
  type MitigationOptions,
  type MitigationSettings,
  type StopGap,
  toMitigationSettings,
} from './recipes.js';
export { averageMeasures } from './recommendation.js';
export { formatSettings, formatStop, SHARE_TITLES } from './settings-list.js';
export {
  chooseSweptImages,
  DEFAULT_SWEPT_STOP_GAPS,
  listSweepPoints,
  SWEPT_METHODS,
  type SweepPoint,
  type SweepRun,
  type SweepValues,
  sweepMitigation,
} from './sweep.js';
