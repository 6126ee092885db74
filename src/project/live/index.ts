/** The engine behind the app. */
export { type AnswerValues, valueAnswers } from './answer-values.js';
export { assertSeesAll } from './blind-view.js';
export { findFirstGap, findFirstMean } from './derived.js';
export type { LiveFacts } from './facts.js';
export { readFeatureMap } from './feature-map.js';

export type {
  JudgementEffect,
  LiveProject,
} from './live-project.js';
export { openLive } from './open-live.js';
