/**
 * Rankings of a class, by spuriosity or by one feature, and what a model says of its images.
 * In: the engine, a class, a split. Out: parallel arrays. Throws `class-unknown`, `feature-unknown`, `model-unknown`,
 * `split-empty`.
 */
import { UsageError } from '../../base/errors.js';
import { assertClassIndex } from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type { ClassPredictionsResponse, RankingResponse } from '../../protocol/index.js';
import type { SplitName } from '../../records/dataset.js';
import { findModel } from './images/tested-model.js';

/** Empty where the class has no spurious feature, or there are no features. */
export function buildRankingResponse(
  live: LiveProject,
  classIndex: number,
  split: SplitName,
): RankingResponse {
  assertClassIndex(live.facts.dataset, classIndex);
  assertSplit(live, split);
  const ranking = live.derived.rankClass(classIndex, split);
  const images = ranking?.images ?? [];
  return {
    classIndex,
    split,
    features: [...live.derived.listSpuriousFeatures(classIndex)],
    kind: 'spuriosity',
    images,
    scores: ranking?.spuriosity ?? [],
    ...buildImageColumns(live, images),
  };
}

/** By activation, lowest first; empty without features. */
export async function buildFeatureRankingResponse(
  live: LiveProject,
  classIndex: number,
  split: SplitName,
  feature: number,
): Promise<RankingResponse> {
  const pair = { classIndex, feature };
  assertSplit(live, split);
  const activations = await live.readActivations(pair);
  const images = (await live.rankByFeature(pair, split))?.images ?? [];
  const activationOf = new Map<number, number>();
  for (const [place, image] of activations?.images.entries() ?? []) {
    activationOf.set(image, activations!.values[place]!);
  }
  return {
    classIndex,
    split,
    features: [feature],
    kind: 'activation',
    images,
    scores: images.map((image) => activationOf.get(image)!),
    ...buildImageColumns(live, images),
  };
}

export async function buildClassPredictionsResponse(
  live: LiveProject,
  classIndex: number,
  split: SplitName,
  modelName: string,
): Promise<ClassPredictionsResponse> {
  const model = findModel(live, modelName);
  assertSplit(live, split);
  const { images, labels } = await live.readClassPredictions(model, classIndex, split);
  return { model: modelName, classIndex, split, images: [...images], predicted: [...labels] };
}

function assertSplit({ facts }: LiveProject, split: SplitName): void {
  // A workspace of classes alone has none, and every ranking in it is empty.
  if (facts.splits.length === 0 || facts.splits.some((one) => one.split === split)) return;
  throw new UsageError('split-empty', {
    status: 404,
    what: `The data set has no images in the split ${split}; it has ${facts.splits.map((one) => one.split).join(', ')}.`,
  });
}

function buildImageColumns({ facts }: LiveProject, images: readonly number[]) {
  const { images: records, groupColumns } = facts.dataset;
  const pick = (column: string) => images.map((image) => records[image]!.columns[column] ?? '');
  return {
    paths: images.map((image) => records[image]!.path),
    groups: Object.fromEntries(groupColumns.map((column) => [column, pick(column)])),
  };
}
