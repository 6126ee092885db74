/**
 * Everything that follows from judgements: rankings, gaps, summaries, collisions, lists of pairs.
 * In: what was read (`LiveState`) and the verdicts that hold. Out: numbers, each computed when first asked for and kept until a
 * judgement touches it. Reads nothing and waits for nothing.
 */
import { SpuriosityError } from '../../base/errors.js';
import type { ClassGapNumbers, GapEstimate } from '../../protocol/index.js';
import type { Pair, Verdict } from '../../records/annotation.js';
import type { ClassGap, ClassRanking, Collision, ModelBias } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import type { ImportantFeature } from '../../records/discovery.js';
import { toPairKey } from '../../stages/annotation/index.js';
import {
  compareModels,
  computeMeanGapInterval,
  type ModelComparison,
  meanGap,
  summarizeModels,
} from '../../stages/bias/index.js';
import { findCollisions } from '../../stages/cleaning/index.js';
import { toClassGapNumbers } from '../bias/index.js';
import { assertAnySpurious, rankClass } from '../ranking/index.js';
import { measureClass } from './class-measures.js';
import type { LiveFacts } from './facts.js';
import type { LiveState } from './state.js';
import type { Verdicts } from './verdict-book.js';

export interface Derived {
  /** Computes the gaps of these classes anew and lets go of what depends on them. */
  measure(classes: Iterable<number>): void;
  /** Null for pairs that are not important. */
  findImportant(pair: Pair): ImportantFeature | null;
  /** Training image of the class that activates the feature most; null where that is not known. */
  findTopImage(pair: Pair): number | null;
  /** The pairs of a class: important ones by rank, then others that have a verdict, by feature. */
  listPairs(classIndex: number): readonly Pair[];
  /** Classes for which a feature is important or judged, ascending. */
  listClassesOfFeature(feature: number): readonly number[];
  listCollisions(): readonly Collision[];
  /** Classes with a spurious feature, ascending. */
  listSpuriousClasses(): readonly number[];
  listSpuriousFeatures(classIndex: number): readonly number[];
  /** Why there are no rankings at all; null where there are. */
  explainNoRanking(): string | null;
  /** Images of a class and split, least spurious first; null without a spurious feature, features, or images. */
  rankClass(classIndex: number, split: SplitName): ClassRanking | null;
  /** The class's gap of every model, parallel to the models; null where it cannot be measured. */
  listGaps(classIndex: number): readonly (ClassGap | null)[];
  /** Parallel to the models. */
  summarizeModels(): readonly ModelBias[];
  /** Null with fewer than two models. */
  compareModels(): ModelComparison | null;
}

export function createDerived(state: LiveState, verdicts: Verdicts, k: number): Derived {
  const { facts, activations, measured, models } = state;
  const classCount = facts.dataset.classes.length;
  const important = groupImportant(facts, classCount);
  const noGaps: readonly null[] = models.map(() => null);
  const gaps = new Array<readonly (ClassGap | null)[]>(classCount).fill(noGaps);
  const kept = createKept();

  const explainNoRanking = kept.once(() => explainMissing(facts, verdicts.list()));
  const listSpurious = (classIndex: number): Verdict[] =>
    verdicts.listOfClass(classIndex).filter(({ verdict }) => verdict === 'spurious');

  function rank(classIndex: number, split: SplitName): ClassRanking | null {
    const spurious = listSpurious(classIndex);
    if (spurious.length === 0 || activations === null || explainNoRanking() !== null) return null;
    const { dataset, imagesOfClass } = facts;
    return rankClass(dataset, { imagesOfClass, columns: activations.columns }, classIndex, split, spurious);
  }

  function measureOne(classIndex: number): void {
    const ranking = facts.measuredSplit === null ? null : rank(classIndex, facts.measuredSplit);
    gaps[classIndex] = measureClass(ranking, models, measured, k);
  }

  const listPairs = (classIndex: number): Pair[] => [
    ...important.ofClass[classIndex]!,
    ...verdicts.listOfClass(classIndex).filter((pair) => !important.byPair.has(toPairKey(pair))),
  ];
  const classesOfFeature = kept.once(() => {
    const classes = new Map<number, number[]>();
    for (const { index } of facts.dataset.classes) {
      for (const { feature } of listPairs(index)) {
        const known = classes.get(feature);
        if (known) known.push(index);
        else classes.set(feature, [index]);
      }
    }
    return classes;
  });
  const summarize = kept.once(() =>
    summarizeModels(
      models.map(({ name, accuracy }, place) => ({
        model: name,
        accuracy,
        gaps: gaps.flatMap((ofClass) => ofClass[place] ?? []),
      })),
    ),
  );

  return {
    measure(classes) {
      kept.forget();
      for (const classIndex of classes) measureOne(classIndex);
    },
    findImportant: (pair) => important.byPair.get(toPairKey(pair)) ?? null,
    findTopImage: (pair) => important.topImages.get(toPairKey(pair)) ?? findHighest(state, pair),
    listPairs,
    listClassesOfFeature: (feature) => classesOfFeature().get(feature) ?? [],
    listCollisions: kept.once(() => findCollisions(verdicts.list())),
    listSpuriousClasses: kept.once(() =>
      facts.dataset.classes.map(({ index }) => index).filter((index) => listSpurious(index).length > 0),
    ),
    listSpuriousFeatures: (classIndex) => listSpurious(classIndex).map(({ feature }) => feature),
    explainNoRanking,
    rankClass: rank,
    listGaps: (classIndex) => gaps[classIndex] ?? noGaps,
    summarizeModels: summarize,
    compareModels: kept.once(() => (models.length < 2 ? null : compareModels(summarize()))),
  };
}

/** Values that are computed at most once between two calls of `forget`. */
function createKept() {
  let values = new Map<object, unknown>();
  return {
    once<T>(compute: () => T): () => T {
      return () => {
        if (!values.has(compute)) values.set(compute, compute());
        return values.get(compute) as T;
      };
    },
    forget() {
      values = new Map();
    },
  };
}

function groupImportant({ discovery }: LiveFacts, classCount: number) {
  const ofClass = Array.from({ length: classCount }, (): ImportantFeature[] => []);
  for (const pair of discovery?.pairs ?? []) ofClass[pair.classIndex]?.push(pair);
  for (const pairs of ofClass) pairs.sort((a, b) => a.rank - b.rank);
  return {
    ofClass,
    byPair: new Map(ofClass.flat().map((pair) => [toPairKey(pair), pair])),
    topImages: new Map((discovery?.exemplars ?? []).map((pair) => [toPairKey(pair), pair.top[0]])),
  };
}

function findHighest({ facts, activations }: LiveState, { classIndex, feature }: Pair): number | null {
  const column = activations?.columns[classIndex]?.get(feature);
  let highest: number | null = null;
  let value = Number.NEGATIVE_INFINITY;
  for (const [place, image] of facts.imagesOfClass[classIndex]!.entries()) {
    if (column === undefined || !(column[place]! > value)) continue;
    if (facts.dataset.images[image]!.split !== 'train') continue;
    highest = image;
    value = column[place]!;
  }
  return highest;
}

function explainMissing({ features, missing }: LiveFacts, judged: readonly Verdict[]): string | null {
  if (features === null) return missing.features;
  try {
    assertAnySpurious(judged.filter(({ verdict }) => verdict === 'spurious'));
    return null;
  } catch (error) {
    if (error instanceof SpuriosityError) return error.message;
    throw error;
  }
}

/** The class's gap of the first model, with its interval; null where it cannot be measured. */
export function findFirstGap(
  { listGaps }: Pick<Derived, 'listGaps'>,
  classIndex: number,
): ClassGapNumbers | null {
  const gap = listGaps(classIndex)[0] ?? null;
  return gap === null ? null : toClassGapNumbers(gap);
}

/** The first model's gap, mean over the classes that have one, with its interval; null without any. */
export function findFirstMean({
  listGaps,
  listSpuriousClasses,
}: Pick<Derived, 'listGaps' | 'listSpuriousClasses'>): GapEstimate | null {
  const gaps = listSpuriousClasses().flatMap((classIndex) => listGaps(classIndex)[0] ?? []);
  return gaps.length === 0 ? null : { gap: meanGap(gaps), interval: computeMeanGapInterval(gaps) };
}
