/** The engine behind the app. */
export { type AnswerValues, valueAnswers } from './answer-values.js';
export { assertSeesAll } from './blind-view.js';
export { findFirstGap, findFirstMean } from './derived.js';
export type { LiveFacts } from './facts.js';
export type {
  JudgementEffect,
  LiveProject,
} from './live-project.js';
export { type MapWork, startFeatureMap } from './map/feature-map.js';
export { readFeatureOfImages } from './map/rows.js';
export { openLive } from './open-live.js';
