/**
 * What answers to the open pairs are worth, for the first model's gaps on the measured split (docs/method.md, M45 to M48).
 * In: the engine, the verdicts of whoever is asked. Out: a value per pair, the uncertainty that is left. A class is ranked anew
 * only where its verdicts changed since anybody asked last. Knows no person.
 */
import type { Pair, Verdict } from '../../records/annotation.js';
import { computeFlipProbability, toPairKey } from '../../stages/annotation/index.js';
import {
  type AnswerValue,
  type ClassFlips,
  computeAnswerValue,
  computeClassFlips,
  sumGaps,
} from '../../stages/bias/index.js';
import { computeZScores } from '../../stages/ranking/index.js';
import type { LiveModel } from './live-models.js';
import type { LiveProject } from './live-project.js';

/** The values of one set of verdicts. */
export interface AnswerValues {
  /** By pair key, of the important pairs. */
  ofPair: ReadonlyMap<string, AnswerValue>;
  /** Sum of all values: to first order, no less than what the open verdicts together are expected to move the mean gap by. Fraction. */
  uncertainty: number;
  /** Over the classes that have one, fraction; null without any. */
  meanGap: number | null;
}

/** What is kept of a class for as long as features and the model stay. */
interface KeptClass {
  /** Places of the measured images among the class's, and what the model says of them. */
  rows: readonly number[];
  predicted: Int32Array;
  /** By feature, over these images. */
  zScores: Map<number, Float64Array>;
  /** By the verdicts, written as text. */
  flips: Map<string, ClassFlips>;
}

/** Verdicts of a class that are kept ranked: everybody's own, for as many people as answer at once. */
const MOST_FLIPS = 16;

/** Data and models that were read anew are other objects. */
const KEPT = new WeakMap<LiveModel, Map<number, KeptClass>>();

/**
 * Null where no gap can be measured: without features, images to measure on, or predictions of the first model.
 * @param live what the person may see: its pairs are valued
 * @param verdicts of these pairs, at most one each
 */
export async function valueAnswers(
  live: LiveProject,
  verdicts: readonly Verdict[],
): Promise<AnswerValues | null> {
  const [model] = live.models;
  if (model === undefined || model.problem !== null) return null;
  if (live.facts.features === null || live.facts.measuredSplit === null) return null;
  const verdictOf = new Map(verdicts.map((verdict) => [toPairKey(verdict), verdict]));
  const classes: { pairs: Pair[]; flips: ClassFlips }[] = [];
  for (const pairs of groupPairs(live)) {
    classes.push({ pairs, flips: await flipClass(live, model, pairs, verdictOf) });
  }
  const mean = sumGaps(classes.map(({ flips }) => flips));
  const ofPair = new Map<string, AnswerValue>();
  for (const { pairs, flips } of classes) {
    for (const [place, pair] of pairs.entries()) {
      if (live.derived.findImportant(pair) === null) continue;
      const key = toPairKey(pair);
      const flipProbability = computeFlipProbability(verdictOf.get(key) ?? null);
      ofPair.set(
        key,
        computeAnswerValue({ flipProbability, flip: flips.flips[place]!, gap: flips.gap }, mean),
      );
    }
  }
  const uncertainty = [...ofPair.values()].reduce((sum, { value }) => sum + value, 0);
  return { ofPair, uncertainty, meanGap: mean.count === 0 ? null : mean.sum / mean.count };
}

/** The pairs of each class that has any, important or judged; ascending by feature, as sums of z-scores are taken. */
function groupPairs({ facts, derived }: LiveProject): Pair[][] {
  return facts.dataset.classes
    .map(({ index }) => derived.listPairs(index).toSorted((a, b) => a.feature - b.feature))
    .filter((pairs) => pairs.length > 0);
}

async function flipClass(
  live: LiveProject,
  model: LiveModel,
  pairs: readonly Pair[],
  verdictOf: ReadonlyMap<string, Verdict>,
): Promise<ClassFlips> {
  const { classIndex } = pairs[0]!;
  const kept = keepClass(live, model, classIndex);
  const isSpurious = pairs.map((pair) => verdictOf.get(toPairKey(pair))?.verdict === 'spurious');
  const key = pairs.map(({ feature }, place) => `${feature}${isSpurious[place] ? 's' : 'c'}`).join();
  const known = kept.flips.get(key);
  if (known !== undefined) return known;
  for (const pair of pairs) {
    if (kept.zScores.has(pair.feature)) continue;
    const { values } = (await live.readActivations(pair))!;
    kept.zScores.set(pair.feature, computeZScores(values, kept.rows));
  }
  const flips = computeClassFlips(
    {
      classIndex,
      split: live.facts.measuredSplit!,
      model: model.name,
      predicted: kept.predicted,
      pairs: pairs.map(({ feature }) => ({ feature, zScores: kept.zScores.get(feature)! })),
    },
    isSpurious,
    live.k,
  );
  kept.flips.set(key, flips);
  if (kept.flips.size > MOST_FLIPS) kept.flips.delete(kept.flips.keys().next().value!);
  return flips;
}

function keepClass({ facts, measured }: LiveProject, model: LiveModel, classIndex: number): KeptClass {
  const classes = KEPT.get(model) ?? new Map<number, KeptClass>();
  KEPT.set(model, classes);
  const known = classes.get(classIndex);
  if (known !== undefined) return known;
  const places = [...facts.imagesOfClass[classIndex]!.entries()].filter(
    ([, image]) => measured.placeOfImage[image]! >= 0,
  );
  const kept: KeptClass = {
    rows: places.map(([place]) => place),
    predicted: Int32Array.from(
      places,
      ([, image]) => model.predictions.labels[measured.placeOfImage[image]!]!,
    ),
    zScores: new Map(),
    flips: new Map(),
  };
  classes.set(classIndex, kept);
  return kept;
}
