/**
 * How fast a job goes now.
 * In: its reports of progress. Out: units a second over the last seconds, and the seconds that are left at that rate.
 */
import type { ProgressEvent } from '../../base/observer.js';
import type { JobProgress } from '../../protocol/index.js';

/** Long enough to even out batches, short enough to notice a change. */
const WINDOW_MS = 15_000;
/** Below this a rate says nothing yet. */
const SHORTEST_SPAN_MS = 1_000;

export interface ProgressMeter {
  add(event: ProgressEvent, nowMs: number): JobProgress;
}

export function createProgressMeter(): ProgressMeter {
  let task = '';
  let samples: { atMs: number; done: number }[] = [];
  return {
    add: (event, nowMs) => {
      if (event.task !== task || event.done < (samples.at(-1)?.done ?? 0)) samples = [];
      task = event.task;
      samples.push({ atMs: nowMs, done: event.done });
      // The newest sample that is old enough stays, so that slow jobs have a rate, too.
      while (samples.length > 2 && samples[1]!.atMs < nowMs - WINDOW_MS) samples.shift();
      const rate = computeRate(samples);
      const { done, total, unit } = event;
      const secondsLeft = total === null || rate === null || rate === 0 ? null : (total - done) / rate;
      return { task, done, total, unit, rate, secondsLeft };
    },
  };
}

function computeRate(samples: readonly { atMs: number; done: number }[]): number | null {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const spanMs = last.atMs - first.atMs;
  return spanMs < SHORTEST_SPAN_MS ? null : ((last.done - first.done) / spanMs) * 1000;
}
