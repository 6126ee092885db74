/**
 * Decides which picture goes into which split, and which of them carry the cue, before any pixel is read.
 * In: pictures by class and options. Out: one entry per image in data set order. Reads and draws nothing.
 */
import { UsageError } from '../base/errors.js';
import { createRandom, deriveSeed } from '../numeric/index.js';
import { SPLIT_NAMES, type SplitName } from '../records/dataset.js';
import type { PlantedCue } from './cues.js';

/** What is planted, and in whom. */
export interface PlantingOptions {
  cue: PlantedCue;
  /** The cue's look, the splits and who carries the cue follow from this safe integer. */
  seed: number;
  imagesPerClass: Record<SplitName, number>;
  /** Share of the first class's images with the cue, 0..1, per split; every other class has it in 1 minus that share. */
  correlation: Record<SplitName, number>;
}

/** Pictures of one class to choose from, under any names that whoever reads them understands; no picture twice. */
export interface PicturePool {
  className: string;
  pictures: readonly string[];
}

/** An image of a planted data set. */
export interface PlantingEntry {
  split: SplitName;
  className: string;
  /** One of the pool's pictures; used in one split only. */
  picture: string;
  hasCue: boolean;
  /** Number within split and class, from 1. */
  ordinal: number;
}

/** Even in validation and test, so that every group (class with or without the cue) is as large as the others there. */
export const DEFAULT_PLANTING_OPTIONS: PlantingOptions = {
  cue: 'border',
  seed: 0,
  imagesPerClass: { train: 400, val: 70, test: 80 },
  correlation: { train: 0.95, val: 0.5, test: 0.5 },
};

/**
 * The plan: splits in order of `SPLIT_NAMES`, classes in the order given, seeded order within. The number of images with
 * the cue is exact: the share times the images, rounded. Throws `UsageError` (`planting-options`) naming what does not fit.
 */
export function buildPlantingPlan(pools: readonly PicturePool[], options: PlantingOptions): PlantingEntry[] {
  assertPlanting(pools, options);
  const unused = pools.map(({ className, pictures }) =>
    createRandom(deriveSeed(options.seed, 'pictures', className)).shuffle([...pictures]),
  );
  return SPLIT_NAMES.flatMap((split) =>
    pools.flatMap(({ className }, place) => {
      const imageCount = options.imagesPerClass[split];
      const share = place === 0 ? options.correlation[split] : 1 - options.correlation[split];
      const cuedCount = Math.round(imageCount * share);
      const hasCue = Array.from({ length: imageCount }, (_, index) => index < cuedCount);
      createRandom(deriveSeed(options.seed, 'carriers', split, className)).shuffle(hasCue);
      const chosen = unused[place]!.splice(0, imageCount);
      return chosen.map((picture, index) => ({
        split,
        className,
        picture,
        hasCue: hasCue[index]!,
        ordinal: index + 1,
      }));
    }),
  );
}

function assertPlanting(pools: readonly PicturePool[], options: PlantingOptions): void {
  if (pools.length < 2)
    throw refuse(`Planting needs two classes, not ${pools.length}.`, 'Name another class.');
  const needed = SPLIT_NAMES.reduce((sum, split) => sum + options.imagesPerClass[split], 0);
  for (const { className, pictures } of pools) {
    if (pictures.length < needed) {
      throw refuse(
        `The class ${className} has ${pictures.length} pictures; the splits together need ${needed}.`,
        'Ask for fewer images per class.',
      );
    }
  }
  for (const split of SPLIT_NAMES) {
    const share = options.correlation[split];
    if (!(share >= 0 && share <= 1))
      throw refuse(`The correlation in ${split} is ${share}.`, 'Give a number from 0 to 1.');
    const count = options.imagesPerClass[split];
    if (!Number.isInteger(count) || count < 0)
      throw refuse(`The number of images in ${split} is ${count}.`, 'Give a whole number of at least 0.');
  }
}

function refuse(what: string, next: string): UsageError {
  return new UsageError('planting-options', { what, next });
}
