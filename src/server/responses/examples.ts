/**
 * The images that show what a pair detects, and what its class looks like.
 * In: the engine and a pair. Out: image indices with paths and activations.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { ExampleImage } from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import { chooseExemplars } from '../../stages/discovery/index.js';

/** Images of the class shown to somebody who judges one of its pairs. */
const SAMPLE_COUNT = 6;

/** A pair's training images with their activations; empty without features. */
export interface TrainingActivations {
  /** Image indices, ascending. */
  images: number[];
  /** Parallel to `images`. */
  values: number[];
}

/** Throws `class-unknown`, `feature-unknown`. */
export async function readTrainingActivations(live: LiveProject, pair: Pair): Promise<TrainingActivations> {
  const activations = await live.readActivations(pair);
  const training: TrainingActivations = { images: [], values: [] };
  for (const [place, image] of activations?.images.entries() ?? []) {
    if (live.facts.dataset.images[image]!.split !== 'train') continue;
    training.images.push(image);
    training.values.push(activations!.values[place]!);
  }
  return training;
}

/** The highest and lowest training images of the pair's class, strongest (or weakest) first. */
export function buildExamples(
  live: LiveProject,
  pair: Pair,
  { images, values }: TrainingActivations,
): { top: ExampleImage[]; bottom: ExampleImage[] } {
  // The rule of `discover`, on the class's images alone: places instead of image indices.
  const places = [...images.keys()];
  const [found] = chooseExemplars([{ ...pair, classIndex: 0 }], () => Float32Array.from(values), [places]);
  const toExample = (place: number): ExampleImage => ({
    image: images[place]!,
    path: live.facts.dataset.images[images[place]!]!.path,
    activation: values[place]!,
  });
  return { top: found!.top.map(toExample), bottom: found!.bottom.map(toExample) };
}

/** Training images of a class, evenly spread; of other splits where it has none. */
export function buildSamples(live: LiveProject, classIndex: number): { image: number; path: string }[] {
  const { dataset, imagesOfClass } = live.facts;
  const all = [...(imagesOfClass[classIndex] ?? [])];
  const training = all.filter((image) => dataset.images[image]!.split === 'train');
  const images = training.length > 0 ? training : all;
  const count = Math.min(SAMPLE_COUNT, images.length);
  return Array.from({ length: count }, (_, n) => {
    const image = images[Math.floor(((n + 0.5) * images.length) / count)]!;
    return { image, path: dataset.images[image]!.path };
  });
}
