/**
 * The ranking of one class from its own columns, by the functions of the stage.
 * In: gathered columns, verdicts. Out: `ClassRanking`s of image indices. Keeps nothing.
 */
import type { Pair, Verdict } from '../../records/annotation.js';
import type { ClassRanking } from '../../records/bias.js';
import type { Dataset, SplitName } from '../../records/dataset.js';
import { computeSpuriosity, type RankingInput, rankByFeature } from '../../stages/ranking/index.js';
import { type PairColumns, toFeatureColumns } from '../features/index.js';

type OwnColumns = Pick<PairColumns, 'imagesOfClass' | 'columns'>;

/** The images of a class and split by spuriosity; null where it has no spurious feature or no usable image there. */
export function rankClass(
  dataset: Dataset,
  own: OwnColumns,
  classIndex: number,
  split: SplitName,
  verdicts: readonly Verdict[],
): ClassRanking | null {
  const [ranking] = computeSpuriosity({ ...toRankingInput(dataset, own, classIndex, split), verdicts });
  return ranking === undefined ? null : toImageIndices(own, ranking);
}

/** The same by one feature, whose column must be there; empty where the class has no usable image in the split. */
export function rankClassByFeature(
  dataset: Dataset,
  own: OwnColumns,
  { classIndex, feature }: Pair,
  split: SplitName,
): ClassRanking {
  const input = toRankingInput(dataset, own, classIndex, split);
  return toImageIndices(own, rankByFeature({ ...input, classIndex, feature }));
}

/** The class's images alone, by their places in the class. */
function toRankingInput(
  { images }: Dataset,
  own: OwnColumns,
  classIndex: number,
  split: SplitName,
): RankingInput {
  const ofClass = own.imagesOfClass[classIndex]!;
  return {
    columns: toFeatureColumns(own, classIndex),
    valid: new Uint8Array(ofClass.length).fill(1),
    images: Array.from(ofClass, (image) => images[image]!),
    split,
  };
}

function toImageIndices({ imagesOfClass }: OwnColumns, ranking: ClassRanking): ClassRanking {
  const images = imagesOfClass[ranking.classIndex]!;
  return { ...ranking, images: ranking.images.map((place) => images[place]!) };
}
