/**
 * How much people answered and how long it took them: timed answers enter, counts and medians per person and per class leave.
 * Ranks nobody; answers without a time count, but not in the medians.
 */
import { computeQuantile } from '../../numeric/index.js';
import type { TimedAnswer } from '../../records/judgement.js';

/** How much was answered, and how long it took. */
export interface Work {
  answerCount: number;
  /** Answers whose time is known. */
  timedCount: number;
  /** Over the timed answers; null without any. */
  medianSeconds: number | null;
  totalSeconds: number;
}

type Timed = Pick<TimedAnswer, 'workerId' | 'classIndex' | 'seconds'>;

/** Work of each person, by falling number of answers, then by name. */
export function summarizeWorkers(answers: readonly Timed[]): (Work & { workerId: string })[] {
  return [...summarizeBy(answers, ({ workerId }) => workerId)]
    .map(([workerId, work]) => ({ workerId, ...work }))
    .sort((a, b) => b.answerCount - a.answerCount || (a.workerId < b.workerId ? -1 : 1));
}

/** Work on each class, by class; time is summed over people. */
export function summarizeClassWork(answers: readonly Timed[]): (Work & { classIndex: number })[] {
  return [...summarizeBy(answers, ({ classIndex }) => classIndex)]
    .map(([classIndex, work]) => ({ classIndex, ...work }))
    .sort((a, b) => a.classIndex - b.classIndex);
}

function summarizeBy<K>(answers: readonly Timed[], toKey: (answer: Timed) => K): Map<K, Work> {
  const groups = new Map<K, (number | null)[]>();
  for (const answer of answers) {
    const group = groups.get(toKey(answer));
    if (group) group.push(answer.seconds);
    else groups.set(toKey(answer), [answer.seconds]);
  }
  return new Map([...groups].map(([key, times]) => [key, toWork(times)]));
}

function toWork(times: readonly (number | null)[]): Work {
  const known = times.filter((seconds) => seconds !== null);
  return {
    answerCount: times.length,
    timedCount: known.length,
    medianSeconds: known.length === 0 ? null : computeQuantile(known, 0.5),
    totalSeconds: known.reduce((sum, seconds) => sum + seconds, 0),
  };
}
