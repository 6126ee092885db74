/** The shapes and parsers that server and app share. */
export type { Interval } from '../numeric/index.js';
export { isReviewed, type VerdictLabel } from '../records/annotation.js';
export {
  DEFAULT_TRIALS,
  JOINT_OUTCOMES,
  type JointOutcome,
  MITIGATION_METHODS,
  MITIGATION_RECIPE_NAMES,
  type MitigationMethod,
  type MitigationTrial,
  type PairedAccuracy,
} from '../records/bias.js';
export { listSynonyms, toClassLabels } from '../records/class-labels.js';
export type { SplitName } from '../records/dataset.js';
export type { JobState } from '../records/job.js';
export type { LabelChoice } from '../records/judgement.js';
export {
  FEWEST_KAPPA_PAIRS,
  isTag,
  LONGEST_PERSON_NAME,
  LONGEST_TAG,
  LONGEST_TEXT,
  LONGEST_VIEW_NAME,
  MOST_ANSWERS_PER_PAIR,
  TAG_SEPARATOR,
} from '../records/limits.js';
export type { Recommendation } from '../records/mitigation.js';
export { DEFAULT_HEATMAP_STYLE, QUEUE_ORDERS, type QueueOrder } from '../records/names.js';
export type { SelectionForm } from '../records/selection.js';
export type { SavedView } from '../records/view.js';
export type { ModelKind } from '../records/workspace.js';
export * from './annotation.js';
export * from './bodies.js';
export * from './cleaning.js';
export * from './confusion.js';
export * from './events.js';
export * from './evidence.js';
export * from './failure.js';
export * from './images.js';
export * from './jobs.js';
export { isLocalPath, toLocalPath } from './local-path.js';
export * from './mitigation.js';
export * from './models.js';
export * from './pairs.js';
export * from './rankings.js';
export * from './routes.js';
export * from './start.js';
export * from './views.js';
export * from './workspace.js';
