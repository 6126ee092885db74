/** The engine behind the app. */
export type { LiveFacts } from './facts.js';
export { type FeatureMap, readFeatureMap } from './feature-map.js';
export type { LiveModel, MeasuredSplit } from './live-models.js';
export type {
  JudgementEffect,
  LiveChange,
  LivePart,
  LiveProject,
  PairActivations,
} from './live-project.js';
export { openLive } from './open-live.js';
