/** The shapes and parsers that server and app share. */
export { ANSWER_CHOICES, type AnswerChoice, type VerdictSource } from '../records/annotation.js';
export type { MitigationTrial } from '../records/bias.js';
export { SPLIT_NAMES, type SplitName } from '../records/dataset.js';
export type { ModelKind } from '../records/workspace.js';
export * from './annotation.js';
export * from './bodies.js';
export * from './cleaning.js';
export * from './events.js';
export * from './failure.js';
export * from './jobs.js';
export * from './metrics.js';
export * from './mitigation.js';
export * from './models.js';
export * from './pairs.js';
export * from './rankings.js';
export * from './routes.js';
export * from './views.js';
export * from './workspace.js';
