/**
 * One model class by class: which classes it takes for which, and the images behind a row or a column of that matrix.
 * In: the engine, a model. Out: `ModelResponse`, `ModelImagesResponse`, over the measured split. Errors: those of tested-model.ts,
 * `class-unknown`.
 */
import { assertClassIndex, chooseMeasuredSplit } from '../../../project/index.js';
import type { LiveProject } from '../../../project/live/index.js';
import {
  type ImageSide,
  MOST_IN_BLOCK,
  type ModelImagesResponse,
  type ModelResponse,
} from '../../../protocol/index.js';
import { countConfusions, findConfusedBlocks } from '../../../stages/bias/index.js';
import { listRankedPlaces, readTestedModel } from './tested-model.js';

export async function buildModelResponse(live: LiveProject, name: string): Promise<ModelResponse> {
  const split = chooseMeasuredSplit(live.facts.dataset);
  const { predictions, before } = await readTestedModel(live, name);
  const { labels } = live.measured;
  const classCount = live.facts.dataset.classes.length;
  const confusion = countConfusions(predictions.labels, labels, labels.keys(), classCount);
  return {
    model: name,
    before,
    split,
    silentCount: labels.length - confusion.imageCount,
    confusion,
    blocks: findConfusedBlocks(confusion.mistakes, MOST_IN_BLOCK),
  };
}

export async function buildModelImagesResponse(
  live: LiveProject,
  name: string,
  side: ImageSide,
  classIndex: number,
): Promise<ModelImagesResponse> {
  assertClassIndex(live.facts.dataset, classIndex);
  const { predictions } = await readTestedModel(live, name);
  const ranked = listRankedPlaces(live);
  const { images, labels } = live.measured;
  const wanted = side === 'labelled' ? labels : predictions.labels;
  const places = [...labels.keys()].filter(
    (place) => wanted[place] === classIndex && predictions.labels[place]! >= 0,
  );
  return {
    images: places.map((place) => images[place]!),
    paths: places.map((place) => live.facts.dataset.images[images[place]!]!.path),
    labels: places.map((place) => labels[place]!),
    predicted: places.map((place) => predictions.labels[place]!),
    spuriosity: places.map((place) => ranked.get(images[place]!)?.spuriosity ?? null),
  };
}
