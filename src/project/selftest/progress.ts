/** Progress of a self-test as one task: reports of the stages enter, hundredths of studies leave, so that the time left is that of all. */
import type { Observer, ProgressEvent } from '../../base/observer.js';

/** What a study's stages report, with the hundredths that each begins and ends at; other reports move nothing. */
const SPANS: readonly { task: RegExp; from: number; to: number }[] = [
  { task: /planting/, from: 0, to: 10 },
  { task: /extract|features/, from: 10, to: 60 },
  { task: /map/, from: 60, to: 80 },
];

/** An observer for one study of `total`, `done` of which are there; `finish` says that this one is, too. */
export function createStudyObserver(
  observer: Observer,
  { done, total }: { done: number; total: number },
): Observer & { finish(): void } {
  let reached = 0;
  const report = (hundredths: number) => {
    if (hundredths <= reached) return;
    reached = hundredths;
    observer.progress({
      task: 'self-test',
      done: done * 100 + hundredths,
      total: total * 100,
      unit: 'hundredths of studies',
    });
  };
  return {
    signal: observer.signal,
    progress: ({ task, done: part, total: whole }: ProgressEvent) => {
      const span = SPANS.find((one) => one.task.test(task));
      if (span === undefined || whole === null || whole === 0) return;
      report(Math.floor(span.from + ((span.to - span.from) * part) / whole));
    },
    // A study is no data set of the user's: what its stages advise is not for them.
    info: () => {},
    warn: () => {},
    finish: () => report(100),
  };
}
