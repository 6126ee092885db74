/**
 * One kind of gap over the classes: right answers at the ends of each class and drawn differences enter, each model's mean gap leaves.
 */
import { computeMean, computeQuantiles } from '../../../numeric/index.js';
import type { GapMeasure, GapWitness, PermutedGap } from '../../../records/evidence.js';
import { type ClassEnds, computeMeanGapInterval } from '../gap-interval.js';
import type { EndCounts, Panel } from './panel.js';
import { computePermutationP } from './permutation.js';

/** Accuracies at both ends of a ranking of a class, and their difference. */
export interface RankedEnds extends ClassEnds {
  gap: number;
}

/** Gaps of one kind, model by model. */
export interface Tally {
  /** Adds a class to model `model` of the list of predictions. */
  addEnds(model: number, ends: RankedEnds): void;
  /** Adds a panel's drawn differences, [draws, models of the panel]. */
  addDraws(panel: Panel, differences: Int32Array): void;
  /** Null without classes, as all that follow. */
  measure(model: number): GapMeasure | null;
  testAgainstDraws(model: number): GapWitness | null;
  /** The draws themselves, against the gaps of `observed`. */
  summarizeDraws(model: number, observed: Tally): PermutedGap | null;
}

/** An empty tally for `modelCount` models. */
export function createTally(modelCount: number, draws: number): Tally {
  const ends = Array.from({ length: modelCount }, (): RankedEnds[] => []);
  // [draws, models], row-major: sums over the classes.
  const drawn = new Float64Array(draws * modelCount);
  const measure = (model: number) => (ends[model]!.length === 0 ? null : measureEnds(ends[model]!));
  const toMeans = (model: number, classCount: number) =>
    Float64Array.from({ length: draws }, (_, draw) => drawn[draw * modelCount + model]! / classCount);
  return {
    addEnds: (model, one) => ends[model]!.push(one),
    addDraws({ models, k }, differences) {
      let at = 0;
      for (let row = 0; row < drawn.length; row += modelCount) {
        for (let place = 0; place < models.length; place += 1, at += 1)
          drawn[row + models[place]!]! += differences[at]! / k;
      }
    },
    measure,
    testAgainstDraws(model) {
      const measured = measure(model);
      if (measured === null) return null;
      const pValue = computePermutationP(measured.gap, toMeans(model, ends[model]!.length));
      return { ...measured, pValue };
    },
    summarizeDraws(model, observed) {
      const measured = observed.measure(model);
      if (measured === null) return null;
      const means = toMeans(model, ends[model]!.length);
      const [low, high] = computeQuantiles(means, [0.025, 0.975]);
      return {
        gap: computeMean(means),
        low: low!,
        high: high!,
        pValue: computePermutationP(measured.gap, means),
      };
    },
  };
}

/** The mean gap over `classes`, one or many. */
export function measureEnds(classes: readonly RankedEnds[]): GapMeasure {
  const accuracyTop = computeMean(classes.map((one) => one.accuracyTop));
  const accuracyBottom = computeMean(classes.map((one) => one.accuracyBottom));
  const gap = computeMean(classes.map((one) => one.gap));
  return { gap, accuracyTop, accuracyBottom, ...computeMeanGapInterval(classes) };
}

/** Accuracies at both ends of the panel's model at `place`. */
export function toEnds({ top, bottom }: EndCounts, place: number, k: number): RankedEnds {
  // Whole numbers first: equal gaps are then equal to the last bit.
  const gap = (top[place]! - bottom[place]!) / k;
  return { k, gap, accuracyTop: top[place]! / k, accuracyBottom: bottom[place]! / k };
}
