/**
 * Which training images a head is tuned on: rankings, labels and predictions enter, image indices leave.
 * Every method takes exactly as many images of every class, so that trials differ only in *which* images they see; counterexamples come
 * on top (`counterexamples.ts`).
 */
import { StageError } from '../../../base/errors.js';
import { createRandom, deriveSeed, type Random } from '../../../numeric/index.js';
import type { ClassRanking, Predictions } from '../../../records/bias.js';
import {
  computeQuarterCount,
  computeShareCount,
  type ImagesPerClass,
  type MitigationSettings,
} from '../recipes.js';

/** The images of one trial, each list ascending. */
export interface TuningImages {
  /** Images of the classes with a spurious feature, or of every class where none has one. */
  images: number[];
  /** Random images of the other classes; empty without anchors. */
  anchors: number[];
}

/** What images are chosen from. */
export interface SelectionInput {
  /** Class index per image, [image count]. */
  labels: Int32Array;
  classCount: number;
  /** All usable training images. */
  trainRows: Int32Array;
  /** Train split, classes with a spurious feature. */
  trainRankings: readonly ClassRanking[];
  /** Of the head before tuning, on at least the training images. */
  predictions: Predictions;
}

/** Methods that choose images by class. */
export type ChoosingMethod = 'low-spuriosity' | 'random' | 'misclassified';

/** The settings that choosing images depends on. */
export type SelectionSettings = Pick<MitigationSettings, 'imagesPerClass' | 'anchors' | 'seed'>;

/**
 * Chooses the images of one trial. Anchors depend on seed and trial but not on the method.
 * A `StageError` when a class has fewer training images than a fixed `imagesPerClass` asks for.
 */
export function chooseTuningImages(
  input: SelectionInput,
  method: ChoosingMethod,
  trial: number,
  settings: SelectionSettings,
): TuningImages {
  const rowsByClass = groupByClass(input);
  const tuned = listTunedClasses(input, rowsByClass);
  const smallest = Math.min(...tuned.map(({ images }) => images.length));
  const random = createRandom(deriveSeed(settings.seed, 'tuning-images', method, trial));
  const images = tuned.flatMap((ranking) =>
    CHOOSE[method]({
      ranking,
      count: countImages(ranking, settings.imagesPerClass, smallest),
      candidates: rowsByClass[ranking.classIndex]!,
      input,
      random,
    }),
  );
  const anchors = settings.anchors ? chooseAnchors(tuned, rowsByClass, trial, settings, smallest) : [];
  return { images: sortAscending(images), anchors: sortAscending(anchors) };
}

/** Training images of a class; in the order of its ranking where it has one. */
type TunedClass = Pick<ClassRanking, 'classIndex' | 'images'>;

/** The ranked classes, or every class where none is ranked. */
function listTunedClasses(
  { trainRankings }: SelectionInput,
  rowsByClass: readonly number[][],
): readonly TunedClass[] {
  if (trainRankings.length > 0) return trainRankings;
  return rowsByClass.map((images, classIndex) => ({ classIndex, images }));
}

/** What a method chooses from, for one class. */
interface ClassChoice {
  ranking: TunedClass;
  count: number;
  /** All usable training images of the class. */
  candidates: readonly number[];
  input: SelectionInput;
  random: Random;
}

const CHOOSE: Record<ChoosingMethod, (choice: ClassChoice) => number[]> = {
  'low-spuriosity': ({ ranking, count }) => ranking.images.slice(0, count),
  random: ({ candidates, count, random }) => chooseRandomly(candidates, count, random),
  misclassified: chooseErrorsFirst,
};

/** Images that were wrong before tuning, filled up with random right ones where there are too few (paper F). */
function chooseErrorsFirst({ candidates, count, input, random }: ClassChoice): number[] {
  const { predictions, labels } = input;
  const isWrong = (image: number) => predictions.labels[image] !== labels[image];
  const wrong = candidates.filter(isWrong);
  if (wrong.length >= count) return chooseRandomly(wrong, count, random);
  const right = candidates.filter((image) => !isWrong(image));
  return [...wrong, ...chooseRandomly(right, count - wrong.length, random)];
}

function chooseAnchors(
  tunedClasses: readonly TunedClass[],
  rowsByClass: readonly number[][],
  trial: number,
  { imagesPerClass, seed }: SelectionSettings,
  smallest: number,
): number[] {
  const random = createRandom(deriveSeed(seed, 'anchors', trial));
  const tuned = new Set(tunedClasses.map(({ classIndex }) => classIndex));
  const anchors: number[] = [];
  for (const [classIndex, candidates] of rowsByClass.entries()) {
    if (tuned.has(classIndex) || candidates.length === 0) continue;
    const wanted = computeCount(candidates.length, imagesPerClass, smallest);
    // An anchor only reminds the head of its class: fewer than wanted still do.
    anchors.push(...chooseRandomly(candidates, Math.min(wanted, candidates.length), random));
  }
  return anchors;
}

function countImages(ranking: TunedClass, imagesPerClass: ImagesPerClass, smallest: number): number {
  assertEnoughImages(ranking, imagesPerClass);
  const available = ranking.images.length;
  return Math.min(available, computeCount(available, imagesPerClass, smallest));
}

/** @param smallest training images of the smallest class with a spurious feature */
function computeCount(imageCount: number, imagesPerClass: ImagesPerClass, smallest: number): number {
  if (imagesPerClass === 'share') return computeShareCount(imageCount);
  return imagesPerClass === 'quarter' ? computeQuarterCount(imageCount, smallest) : imagesPerClass;
}

/** Throws `too-few-images` where a class has fewer training images than are to be tuned on. */
export function assertEnoughImages({ classIndex, images }: TunedClass, imagesPerClass: ImagesPerClass): void {
  if (typeof imagesPerClass !== 'number' || imagesPerClass <= images.length) return;
  throw new StageError('too-few-images', {
    what: `Class ${classIndex} has ${images.length} training images, ${imagesPerClass} are to be tuned on.`,
    why: 'All its images would be chosen, the spurious ones with the others.',
    next: 'Ask for fewer images per class, or use the recipe quarter, which takes a share of each class.',
  });
}

function groupByClass({ labels, classCount, trainRows }: SelectionInput): number[][] {
  const rowsByClass = Array.from({ length: classCount }, (): number[] => []);
  for (const row of trainRows) rowsByClass[labels[row]!]!.push(row);
  return rowsByClass;
}

function chooseRandomly(candidates: readonly number[], count: number, random: Random): number[] {
  return random.sample(candidates.length, count).map((place) => candidates[place]!);
}

function sortAscending(images: number[]): number[] {
  return images.sort((a, b) => a - b);
}
