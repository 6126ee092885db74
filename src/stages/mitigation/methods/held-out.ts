/**
 * What a choice among heads comes to on images that had no say in it: predictions of the candidates on the choosing images enter, those of
 * the heads chosen without each image leave. Fits nothing.
 */
import { createRandom, deriveSeed } from '../../../numeric/index.js';
import type { Predictions } from '../../../records/bias.js';
import { restrictImages } from '../halves.js';
import { chooseBest, measurePredictions, predictRows } from '../measures.js';
import type { MitigationSettings } from '../recipes.js';
import type { RepairContext } from './repair.js';

/** Parts that the images are cut into: the choice on all but one of ten is nearly the one on all. */
const PARTS = 10;

/** What a choice is made by. */
interface ChoosingContext extends Pick<RepairContext, 'context' | 'head' | 'evaluation'> {
  settings: Pick<MitigationSettings, 'seed' | 'k' | 'maxAccuracyCost'>;
}

/**
 * For every tenth of the choosing images the predictions of the candidate that is best on the other nine. The best of many settings looks
 * better on the images that chose it than it is, the more so the more there are: methods are compared without that.
 */
export function predictUnchosen(
  { context, head, evaluation, settings }: ChoosingContext,
  candidates: readonly Predictions[],
): Predictions {
  const { choosing } = evaluation;
  const before = predictRows(context, head, choosing.rows);
  const labels = new Int32Array(context.labels.length).fill(-1);
  const ofClass = new Map<number, number[]>();
  for (const row of choosing.rows) {
    const label = context.labels[row]!;
    ofClass.set(label, [...(ofClass.get(label) ?? []), row]);
  }
  for (const fold of cutIntoFolds([...ofClass.values()], PARTS, deriveSeed(settings.seed, 'unchosen'))) {
    const own = new Set(fold);
    const others = restrictImages(choosing, (row) => !own.has(row));
    const measure = (predictions: Predictions) =>
      measurePredictions(context, predictions, others, settings.k);
    const best = chooseBest(
      candidates.map((predictions) => ({ predictions, measures: measure(predictions) })),
      measure(before),
      settings.maxAccuracyCost,
    );
    for (const row of fold) labels[row] = best.predictions.labels[row]!;
  }
  return { model: context.model, labels };
}

/** All rows in `count` parts, [any number] each; every cell is spread evenly over them. */
export function cutIntoFolds(
  cells: readonly (readonly number[])[],
  count: number,
  seed: number,
): Int32Array[] {
  const folds = Array.from({ length: count }, (): number[] => []);
  const random = createRandom(seed);
  let next = 0;
  for (const cell of cells) {
    for (const row of random.shuffle([...cell])) folds[next++ % count]!.push(row);
  }
  return folds.map((fold) => Int32Array.from(fold));
}
