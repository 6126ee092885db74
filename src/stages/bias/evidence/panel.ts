/**
 * Models that saw the same images of a class: predictions enter; right answers per image and model, and how many there are at the ends of a
 * ranking, leave. Whatever ranks the images, all models are counted at once.
 */
import { argsort } from '../../../numeric/index.js';
import type { Predictions } from '../../../records/bias.js';

/** Right answers of some models on the images of one class. */
export interface Panel {
  /** Places in the list of predictions. */
  models: readonly number[];
  /** Places of the images among the class's measured images, ascending: those with a prediction. */
  places: Int32Array;
  /** Uint8Array, [places, models], row-major: 1 where right. */
  correct: Uint8Array;
  /** Images at either end: the k asked for, or half of the images. */
  k: number;
}

/** Groups the models by which images of the class they have a prediction for; those with fewer than two are left out. */
export function createPanels(
  predictions: readonly Predictions[],
  classIndex: number,
  images: readonly number[],
  askedK: number,
): Panel[] {
  const groups = new Map<string, { models: number[]; places: Int32Array }>();
  for (const [model, { labels }] of predictions.entries()) {
    const places = Int32Array.from([...images.keys()].filter((place) => labels[images[place]!]! >= 0));
    // Nearly always all of them: the key of whole splits is short.
    const key = places.length === images.length ? 'all' : places.join();
    const group = groups.get(key) ?? { models: [], places };
    group.models.push(model);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ places }) => places.length >= 2)
    .map(({ models, places }) => ({
      models,
      places,
      correct: Uint8Array.from({ length: places.length * models.length }, (_, at) => {
        const image = images[places[Math.floor(at / models.length)]!]!;
        return Number(predictions[models[at % models.length]!]!.labels[image] === classIndex);
      }),
      k: Math.min(askedK, Math.floor(places.length / 2)),
    }));
}

/** Right answers at both ends, each Int32Array, [models of the panel]. */
export interface EndCounts {
  top: Int32Array;
  bottom: Int32Array;
}

/** Rows of the panel in ascending order of their image’s score ([measured images]), ties by position. */
export function orderRows({ places }: Panel, scores: Float64Array): number[] {
  return argsort(Float64Array.from(places, (place) => scores[place]!));
}

/** Counts right answers over the last and the first k of `order`, rows of the panel in ascending order of score. */
export function countEnds({ correct, models, k }: Panel, order: ArrayLike<number>): EndCounts {
  const modelCount = models.length;
  const [top, bottom] = [new Int32Array(modelCount), new Int32Array(modelCount)];
  for (let place = 0; place < k; place += 1) {
    const high = order[order.length - 1 - place]! * modelCount;
    const low = order[place]! * modelCount;
    for (let model = 0; model < modelCount; model += 1) {
      top[model]! += correct[high + model]!;
      bottom[model]! += correct[low + model]!;
    }
  }
  return { top, bottom };
}
