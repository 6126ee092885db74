/**
 * Checks of what people send when they judge, and the time at which it came.
 * In: one value. Out: nothing, or an error that names the value. What arrives over HTTP has been parsed before.
 */
import { UsageError } from '../../base/errors.js';
import { isPlainText } from '../../base/plain-text.js';
import type { Pair } from '../../records/annotation.js';
import { isPersonName } from '../../records/limits.js';
import { assertClassIndex, type Project } from './project.js';

/** Throws `class-unknown`, and as `assertFeature`. */
export function assertPair(project: Project, { classIndex, feature }: Pair): void {
  assertClassIndex(project.readDataset(), classIndex);
  assertFeature(project, feature);
}

/**
 * Throws `answer-malformed` for what is no feature index, and `feature-unknown` for one that the features do not have; while there are
 * no features any may come.
 */
export function assertFeature(project: Project, feature: number): void {
  assertAnswer(isCount(feature), `${feature} is no feature index`);
  const featureCount = project.readFeatureCount();
  if (featureCount === null || feature < featureCount) return;
  throw new UsageError('feature-unknown', {
    status: 404,
    what: `There is no feature ${feature}; this workspace has features 0 to ${featureCount - 1}.`,
    next: 'See `spuriosity annotate list` for the important features of each class.',
  });
}

/** Throws `answer-malformed` for what is no rank of a feature in its class: from 1, or 0 where it is not known. */
export function assertRank(project: Project, rank: number): void {
  const featureCount = project.readFeatureCount() ?? Number.POSITIVE_INFINITY;
  assertAnswer(isCount(rank) && rank <= featureCount, `${rank} is no rank`);
}

/** Throws `answer-malformed` for a person without a name that can be read. */
export function assertWorker(workerId: string): void {
  assertAnswer(isPersonName(workerId), `${JSON.stringify(workerId)} is no name of a person`);
}

/** Throws `answer-malformed` for text with characters that are no text. */
export function assertText(text: string): void {
  assertAnswer(isPlainText(text), `${JSON.stringify(text)} holds characters that are no text`);
}

/** Throws `answer-malformed` for what is no time spent. */
export function assertSeconds(seconds: number | null): void {
  assertAnswer(
    seconds === null || (Number.isFinite(seconds) && seconds >= 0),
    `${seconds} is no time in seconds`,
  );
}

/** Throws `answer-malformed` unless `isTrue`; `problem` is a sentence without its full stop. */
export function assertAnswer(isTrue: boolean, problem: string): void {
  if (isTrue) return;
  throw new UsageError('answer-malformed', { what: `This answer cannot be stored: ${problem}.` });
}

/** The time as the database keeps it. */
export function toNow(): string {
  return new Date().toISOString();
}

/** True for a whole number from 0. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
