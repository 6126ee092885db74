/**
 * Counterexamples: training images of *other* classes that show a class's cue. Features, rankings and pairs enter, images leave, or none
 * where they would mislead. Tunes nothing.
 */
import { computeMoments, computeQuantile } from '../../../numeric/index.js';
import type { ClassRanking } from '../../../records/bias.js';
import type { MeasuringContext } from '../measures.js';
import type { RepairContext } from './repair.js';

/** Images of another class that have to show a cue before they count: fewer teach the head these images, not the rule. */
export const LEAST_COUNTEREXAMPLES = 5;

/** Images of one class that show the cue of another, strongest first. */
export interface Counterexamples {
  /** The class whose cue it is. */
  classIndex: number;
  otherClass: number;
  images: number[];
}

/**
 * An image shows the cue of class c when its spuriosity for c (by c's own means and deviations over training images) is above that of c's
 * least spurious quarter. A class gives counterexamples only where it has a spurious feature itself, so that its images without that one
 * stand against them; where none of c's spurious features is core for it, whose usual images they would be; and where at least 5 of
 * its images show the cue.
 */
export function findCounterexamples(
  repair: Pick<RepairContext, 'context' | 'trainRows' | 'trainRankings' | 'pairs'>,
): Counterexamples[] {
  const { pairs, trainRankings, trainRows, context } = repair;
  if (pairs === null) return [];
  const rowsOf = (classIndex: number) => trainRows.filter((row) => context.labels[row] === classIndex);
  const rows = new Map(trainRankings.map(({ classIndex }) => [classIndex, rowsOf(classIndex)]));
  return trainRankings.flatMap((ranking) => {
    const own = pairs.spurious.filter(({ classIndex }) => classIndex === ranking.classIndex);
    const cue = own.map(({ feature }) => feature);
    if (ranking.images.length === 0) return [];
    const measure = createCueMeasure(repair, ranking, cue);
    const limit = computeQuantile(ranking.images.map(measure), 0.25);
    return [...rows].flatMap(([otherClass, others]) => {
      const isCore = pairs.core.some((pair) => pair.classIndex === otherClass && cue.includes(pair.feature));
      if (otherClass === ranking.classIndex || isCore) return [];
      const strengths = new Map([...others].map((row) => [row, measure(row)]));
      const images = [...strengths]
        .filter(([, strength]) => strength > limit)
        .sort(([a, s], [b, t]) => t - s || a - b)
        .map(([row]) => row);
      return images.length < LEAST_COUNTEREXAMPLES
        ? []
        : { classIndex: ranking.classIndex, otherClass, images };
    });
  });
}

/** The strongest counterexamples of every class that gives some, up to `count` of each. */
export function chooseCounterexamples(found: readonly Counterexamples[], count: number): number[] {
  const images = new Set<number>();
  for (const otherClass of new Set(found.map((entry) => entry.otherClass))) {
    const own = found.filter((entry) => entry.otherClass === otherClass);
    const chosen = new Set<number>();
    // In turns, so that no cue takes all places.
    for (let place = 0; chosen.size < count && own.some((entry) => place < entry.images.length); place++) {
      for (const entry of own) {
        if (chosen.size < count && place < entry.images.length) chosen.add(entry.images[place]!);
      }
    }
    for (const image of chosen) images.add(image);
  }
  return [...images].sort((a, b) => a - b);
}

/** Mean over the cue's features of (r − µ) / σ, by the ranked images; a feature that does not vary adds 0. */
export function createCueMeasure(
  { context: { features, featureCount } }: { context: Pick<MeasuringContext, 'features' | 'featureCount'> },
  { images }: ClassRanking,
  cue: readonly number[],
): (row: number) => number {
  const moments = cue.map((feature) =>
    computeMoments(Float32Array.from(images, (row) => features[row * featureCount + feature]!)),
  );
  return (row) =>
    cue.reduce((sum, feature, place) => {
      const { mean, populationStd } = moments[place]!;
      return populationStd > 0 ? sum + (features[row * featureCount + feature]! - mean) / populationStd : sum;
    }, 0) / cue.length;
}
