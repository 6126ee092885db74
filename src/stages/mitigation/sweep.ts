/**
 * Mitigation again and again with one or two options changed: how many images of each class, and the gap that ends tuning.
 * In: what mitigation starts from, the values. Out: a run per number of images, and what each trial comes to under each goal.
 */
import { UsageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import type { MitigationTrial } from '../../records/bias.js';
import { type MitigationInput, mitigate } from './mitigation.js';
import { type MitigationOptions, toMitigationSettings } from './recipes.js';
import { assertEnoughImages } from './selection.js';
import { findEnd } from './tuning.js';

export type ImagesPerClass = number | 'share';

/** What is swept; every number of images is combined with every goal. */
export interface SweepValues {
  imagesPerClass: readonly ImagesPerClass[];
  /** Fractions, as `MitigationOptions.stopGap`. */
  stopGaps: readonly number[];
}

/** All trials with one number of images, tuned until the lowest goal. */
export interface SweepRun {
  imagesPerClass: ImagesPerClass;
  /** The gap that ended tuning; whatever goal lies above it can be read off the curves. */
  stopGap: number;
  trials: MitigationTrial[];
}

/** One trial under one combination. */
export interface SweepPoint extends Omit<MitigationTrial, 'curve'> {
  imagesPerClass: ImagesPerClass;
  stopGap: number;
  steps: number;
}

/** Numbers of images that are swept when none are named; those above half of the smallest class are left out. */
export const DEFAULT_SWEPT_IMAGES = [5, 10, 20, 50, 100, 200] as const;
/** Goals that are swept when none are named. */
export const DEFAULT_SWEPT_STOP_GAPS = [0.01, 0.02, 0.05, 0.1, 0.2] as const;

/** The default numbers of images that leave half of every class with a spurious feature out; at least the least of them. */
export function chooseSweptImages({ trainRankings }: Pick<MitigationInput, 'trainRankings'>): number[] {
  const smallest = Math.min(...trainRankings.map(({ images }) => images.length));
  const [least, ...others] = DEFAULT_SWEPT_IMAGES;
  return [least, ...others.filter((count) => count <= smallest / 2)];
}

/**
 * Runs what is missing in `known`, telling `keep` of every finished run. Errors as `mitigate`, before the first run where a number
 * of images is too large for a class; `UsageError` `sweep-values` without values or for values out of range.
 */
export async function sweepMitigation(
  input: MitigationInput,
  options: MitigationOptions,
  values: SweepValues,
  { known, keep }: { known: readonly SweepRun[]; keep(run: SweepRun): Promise<void> },
  observer: Observer,
): Promise<SweepRun[]> {
  assertSweepable(input, options, values);
  const stopGap = Math.min(...values.stopGaps);
  const runs: SweepRun[] = [];
  for (const [place, imagesPerClass] of values.imagesPerClass.entries()) {
    const before = known.find((run) => run.imagesPerClass === imagesPerClass && run.stopGap <= stopGap);
    const watched = watchAsPart(observer, place, values.imagesPerClass.length);
    const run = before ?? {
      imagesPerClass,
      stopGap,
      trials: (await mitigate(input, { ...options, imagesPerClass, stopGap }, watched)).trials,
    };
    if (before === undefined) await keep(run);
    runs.push(run);
  }
  return runs;
}

/**
 * Every trial under every goal. Tuning under a higher goal takes the same steps and only ends earlier, so its end stands on the
 * curve of the lower one.
 */
export function listSweepPoints(runs: readonly SweepRun[], stopGaps: readonly number[]): SweepPoint[] {
  return runs.flatMap(({ imagesPerClass, trials }) =>
    stopGaps.flatMap((stopGap) =>
      trials.map(({ curve, ...trial }): SweepPoint => {
        const end = findEnd(curve, stopGap);
        return {
          ...trial,
          imagesPerClass,
          stopGap,
          gapAfter: end.gap,
          accuracyAfter: end.accuracy,
          epochs: end.epoch,
          steps: end.steps,
        };
      }),
    ),
  );
}

function assertSweepable(input: MitigationInput, options: MitigationOptions, values: SweepValues): void {
  for (const [name, list] of Object.entries(values)) {
    if (list.length > 0 && new Set(list).size === list.length) continue;
    throw new UsageError('sweep-values', {
      what: `The values of ${name} to sweep are ${list.length === 0 ? 'none' : `${list.join(', ')}: one stands there twice`}.`,
      next: 'Name each value once.',
    });
  }
  for (const stopGap of values.stopGaps) toMitigationSettings({ ...options, stopGap });
  for (const imagesPerClass of values.imagesPerClass) {
    const settings = toMitigationSettings({ ...options, imagesPerClass });
    for (const ranking of input.trainRankings) assertEnoughImages(ranking, settings.imagesPerClass);
  }
}

/** Progress of one run as its part of the whole. */
function watchAsPart(observer: Observer, place: number, count: number): Observer {
  return {
    ...observer,
    signal: observer.signal,
    progress: ({ total, done, ...event }) => {
      const own = total ?? 0;
      observer.progress({ ...event, done: place * own + done, total: count * own });
    },
    info: (message) => observer.info(message),
    warn: (message) => observer.warn(message),
  };
}
