/**
 * Checks of what people send when they judge, and the time at which it came.
 * In: one value. Out: nothing, or an error that names the value. What arrives over HTTP has been parsed before.
 */
import { UsageError } from '../base/errors.js';
import type { Pair } from '../records/annotation.js';
import { assertClassIndex, type Project } from './project.js';

/** Throws `class-unknown`, or `answer-malformed` for what is no feature index. */
export function assertPair(project: Project, { classIndex, feature }: Pair): void {
  assertClassIndex(project.readDataset(), classIndex);
  assertAnswer(isCount(feature), `${feature} is no feature index`);
}

/** Throws `answer-malformed` for a person without a name. */
export function assertWorker(workerId: string): void {
  assertAnswer(workerId.trim() !== '', 'It has no name of a person');
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
