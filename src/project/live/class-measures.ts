/**
 * Rankings and gaps of one class, by the functions that `rank` and `gap` use, so that every number equals theirs to the last bit.
 * In: gathered activations, verdicts, predictions. Out: `ClassRanking`s, `ClassGap`s. Keeps nothing.
 */
import type { Verdict } from '../../records/annotation.js';
import type { ClassGap, ClassRanking } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { computeClassGaps } from '../../stages/bias/index.js';
import { computeSpuriosity, type RankingInput, rankByFeature } from '../../stages/ranking/index.js';
import type { Activations } from './activations.js';
import type { LiveFacts } from './facts.js';
import type { LiveModel, MeasuredSplit } from './live-models.js';

/** The images of a class and split by spuriosity; null where it has no spurious feature or no usable image there. */
export function rankClass(
  facts: LiveFacts,
  activations: Activations,
  classIndex: number,
  split: SplitName,
  verdicts: readonly Verdict[],
): ClassRanking | null {
  const input = toRankingInput(facts, activations, classIndex, split);
  const [ranking] = computeSpuriosity({ ...input, verdicts });
  return ranking === undefined ? null : toImageIndices(facts, ranking);
}

/** The same by one feature, whose column must be there. */
export function rankClassByFeature(
  facts: LiveFacts,
  activations: Activations,
  { classIndex, feature }: { classIndex: number; feature: number },
  split: SplitName,
): ClassRanking {
  const input = toRankingInput(facts, activations, classIndex, split);
  return toImageIndices(facts, rankByFeature({ ...input, classIndex, feature }));
}

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

/** The class's images alone, by their places in the class. */
function toRankingInput(
  { dataset, imagesOfClass }: LiveFacts,
  { columns }: Activations,
  classIndex: number,
  split: SplitName,
): RankingInput {
  const images = imagesOfClass[classIndex]!;
  const ofClass = [...columns[classIndex]!].sort(([a], [b]) => a - b);
  return {
    columns: {
      rowCount: images.length,
      features: ofClass.map(([feature]) => feature),
      columns: ofClass.map(([, column]) => column),
    },
    valid: new Uint8Array(images.length).fill(1),
    images: Array.from(images, (image) => dataset.images[image]!),
    split,
  };
}

function toImageIndices({ imagesOfClass }: LiveFacts, ranking: ClassRanking): ClassRanking {
  const images = imagesOfClass[ranking.classIndex]!;
  return { ...ranking, images: ranking.images.map((place) => images[place]!) };
}
