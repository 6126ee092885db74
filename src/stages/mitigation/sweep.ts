/**
 * Mitigation again and again with one or two options changed: how many images of each class, and the gap that ends tuning.
 * In: what mitigation starts from, the values. Out: a run per number of images, and what each trial comes to under each goal.
 */
import { UsageError } from '../../base/errors.js';
import type { Observer } from '../../base/observer.js';
import type { MitigationMethod, MitigationTrial } from '../../records/bias.js';
import { assertEnoughImages } from './methods/selection.js';
import { findEnd } from './methods/tuning.js';
import { type MitigationInput, mitigate, toNoSpuriousClass } from './mitigation.js';
import {
  type ImagesPerClass,
  type MitigationOptions,
  type MitigationSettings,
  type StopGap,
  toMitigationSettings,
} from './recipes.js';

/** What is swept; every number of images is combined with every goal. */
export interface SweepValues {
  imagesPerClass: readonly ImagesPerClass[];
  /** As `MitigationOptions.stopGap`; `half` only alone. */
  stopGaps: readonly StopGap[];
}

/** All trials with one number of images, tuned until the lowest goal. */
export interface SweepRun {
  imagesPerClass: ImagesPerClass;
  /** The gap that ended tuning; whatever goal lies above it can be read off the curves. */
  stopGap: StopGap;
  trials: MitigationTrial[];
}

/** One trial under one combination. */
export interface SweepPoint
  extends Pick<
    MitigationTrial,
    | 'model'
    | 'method'
    | 'trial'
    | 'imageCount'
    | 'accuracyBefore'
    | 'accuracyAfter'
    | 'gapBefore'
    | 'gapAfter'
    | 'epochs'
  > {
  imagesPerClass: ImagesPerClass;
  stopGap: StopGap;
  steps: number;
}

/** Numbers of images that are swept when none are named; those above half of the smallest class are left out. */
export const DEFAULT_SWEPT_IMAGES = [5, 10, 20, 50, 100, 200] as const;
/** Those that tune on chosen images until the gap is closed. */
export const SWEPT_METHODS: readonly MitigationMethod[] = ['low-spuriosity', 'random', 'misclassified'];
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
  const stopGap = findLowest(values.stopGaps);
  const runs: SweepRun[] = [];
  for (const [place, imagesPerClass] of values.imagesPerClass.entries()) {
    const before = known.find(
      (run) => run.imagesPerClass === imagesPerClass && reaches(run.stopGap, stopGap),
    );
    const watched = watchAsPart(observer, place, values.imagesPerClass.length);
    const run = before ?? {
      imagesPerClass,
      stopGap,
      trials: (
        await mitigate(
          input,
          { ...options, methods: options.methods ?? SWEPT_METHODS, imagesPerClass, stopGap },
          watched,
        )
      ).trials,
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
export function listSweepPoints(
  runs: readonly SweepRun[],
  stopGaps: readonly StopGap[],
  settings: Pick<MitigationSettings, 'stopBy' | 'maxAccuracyCost'>,
): SweepPoint[] {
  return runs.flatMap(({ imagesPerClass, trials }) =>
    stopGaps.flatMap((stopGap) =>
      trials.map(({ model, method, trial, imageCount, accuracyBefore, gapBefore, curve }): SweepPoint => {
        const end = findEnd(curve, { ...settings, stopGap });
        return {
          ...{ model, method, trial, imageCount, accuracyBefore, gapBefore, imagesPerClass, stopGap },
          gapAfter: end.gap,
          accuracyAfter: end.accuracy,
          epochs: end.epoch,
          steps: end.steps,
        };
      }),
    ),
  );
}

/** The goal that needs the most steps. */
function findLowest(stopGaps: readonly StopGap[]): StopGap {
  const numbers = stopGaps.filter((stopGap) => stopGap !== 'half');
  return numbers.length === 0 ? 'half' : Math.min(...numbers);
}

/** Whether a curve that was run to one goal shows where it ends under the other. */
function reaches(run: StopGap, asked: StopGap): boolean {
  return run === asked || (run !== 'half' && asked !== 'half' && run <= asked);
}

function assertSweepable(input: MitigationInput, options: MitigationOptions, values: SweepValues): void {
  if (input.trainRankings.length === 0) throw toNoSpuriousClass();
  for (const [name, list] of Object.entries(values)) {
    if (list.length > 0 && new Set(list).size === list.length) continue;
    throw new UsageError('sweep-values', {
      what: `The values of ${name} to sweep are ${list.length === 0 ? 'none' : `${list.join(', ')}: one stands there twice`}.`,
      next: 'Name each value once.',
    });
  }
  const other = options.methods?.find((method) => !SWEPT_METHODS.includes(method));
  if (other !== undefined) {
    throw new UsageError('sweep-method', {
      what: `The method ${other} does not tune on chosen images until a gap is closed, so there is nothing to sweep.`,
      next: `Name some of ${SWEPT_METHODS.join(', ')}.`,
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
