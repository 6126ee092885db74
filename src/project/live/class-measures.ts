/**
 * Gaps of one class, by the function that `gap` uses, so that every number equals its to the last bit.
 * In: a ranking, predictions. Out: `ClassGap`s. Keeps nothing.
 */
import type { ClassGap, ClassRanking } from '../../records/bias.js';
import { computeClassGaps } from '../../stages/bias/index.js';
import type { LiveModel, MeasuredSplit } from './live-models.js';

/** A ranking of the measured split by places in it, as predictions and labels are kept. */
export function toPlaces(ranking: ClassRanking, { placeOfImage }: MeasuredSplit): ClassRanking {
  return { ...ranking, images: ranking.images.map((image) => placeOfImage[image]!) };
}

/** The class's gap of every model, in their order; null where it cannot be measured. */
export function measureClass(
  ranking: ClassRanking | null,
  models: readonly LiveModel[],
  measured: MeasuredSplit,
  k: number,
): (ClassGap | null)[] {
  if (ranking === null) return models.map(() => null);
  const placed = toPlaces(ranking, measured);
  return models.map(
    ({ predictions }) => computeClassGaps([placed], predictions, measured.labels, { k })[0] ?? null,
  );
}
