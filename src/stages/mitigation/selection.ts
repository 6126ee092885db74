/**
 * Which training images a head is tuned on: rankings, labels and predictions enter, image indices leave.
 * Every method takes exactly as many images of every class, so that trials differ only in *which* images they see;
 * only `group-balanced` may take fewer, when a group is too small.
 */
import { StageError } from '../../base/errors.js';
import { createRandom, deriveSeed, type Random } from '../../numeric/index.js';
import type { ClassRanking, MitigationMethod, Predictions } from '../../records/bias.js';
import { computeShareCount, type MitigationSettings } from './recipes.js';

/** The images of one trial, each list ascending. */
export interface TuningImages {
  /** Images of the classes with a spurious feature. */
  images: number[];
  /** Random images of the other classes; empty without anchors. */
  anchors: number[];
}

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
  /** Known group of each image, [image count]; empty where it is not known. Absent without a group column. */
  groups?: readonly string[];
}

type SelectionSettings = Pick<MitigationSettings, 'imagesPerClass' | 'anchors' | 'seed'>;

/**
 * Chooses the images of one trial. Anchors depend on seed and trial but not on the method.
 * A `StageError` when a class has fewer training images than a fixed `imagesPerClass` asks for.
 */
export function chooseTuningImages(
  input: SelectionInput,
  method: MitigationMethod,
  trial: number,
  settings: SelectionSettings,
): TuningImages {
  const rowsByClass = groupByClass(input);
  const random = createRandom(deriveSeed(settings.seed, 'tuning-images', method, trial));
  const images = input.trainRankings.flatMap((ranking) =>
    CHOOSE[method]({
      ranking,
      count: countImages(ranking, settings.imagesPerClass),
      candidates: rowsByClass[ranking.classIndex]!,
      input,
      random,
    }),
  );
  const anchors = settings.anchors ? chooseAnchors(input, rowsByClass, trial, settings) : [];
  return { images: sortAscending(images), anchors: sortAscending(anchors) };
}

/** What a method chooses from, for one class. */
interface ClassChoice {
  ranking: ClassRanking;
  count: number;
  /** All usable training images of the class. */
  candidates: readonly number[];
  input: SelectionInput;
  random: Random;
}

const CHOOSE: Record<MitigationMethod, (choice: ClassChoice) => number[]> = {
  'low-spuriosity': ({ ranking, count }) => ranking.images.slice(0, count),
  random: ({ candidates, count, random }) => chooseRandomly(candidates, count, random),
  misclassified: chooseErrorsFirst,
  'group-balanced': chooseByGroup,
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

/**
 * As many images of every known group of the class, as deep feature reweighting does (Kirichenko et al. 2023): `count` divided
 * among the groups, or the size of the smallest where that is less.
 */
function chooseByGroup({ candidates, count, input: { groups }, random }: ClassChoice): number[] {
  const byGroup = new Map<string, number[]>();
  for (const image of candidates) {
    const group = groups?.[image] ?? '';
    if (group !== '') byGroup.set(group, [...(byGroup.get(group) ?? []), image]);
  }
  if (byGroup.size === 0) {
    throw new StageError('no-groups', {
      what: 'The data set names no groups, so images cannot be chosen by them.',
      next: 'Give the manifest a group column, or leave the method group-balanced out.',
    });
  }
  const members = [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, images]) => images);
  const smallest = Math.min(...members.map((images) => images.length));
  const ofEach = Math.min(smallest, Math.max(1, Math.floor(count / members.length)));
  return members.flatMap((images) => chooseRandomly(images, ofEach, random));
}

function chooseAnchors(
  { classCount, trainRankings }: SelectionInput,
  rowsByClass: readonly number[][],
  trial: number,
  settings: SelectionSettings,
): number[] {
  const random = createRandom(deriveSeed(settings.seed, 'anchors', trial));
  const tuned = new Set(trainRankings.map((ranking) => ranking.classIndex));
  const anchors: number[] = [];
  for (let classIndex = 0; classIndex < classCount; classIndex++) {
    const candidates = rowsByClass[classIndex]!;
    if (tuned.has(classIndex) || candidates.length === 0) continue;
    const wanted =
      settings.imagesPerClass === 'share' ? computeShareCount(candidates.length) : settings.imagesPerClass;
    // An anchor only reminds the head of its class: fewer than wanted still do.
    anchors.push(...chooseRandomly(candidates, Math.min(wanted, candidates.length), random));
  }
  return anchors;
}

function countImages(ranking: ClassRanking, imagesPerClass: number | 'share'): number {
  assertEnoughImages(ranking, imagesPerClass);
  const available = ranking.images.length;
  return imagesPerClass === 'share' ? Math.min(available, computeShareCount(available)) : imagesPerClass;
}

/** Throws `too-few-images` where a class has fewer training images than are to be tuned on. */
export function assertEnoughImages(
  { classIndex, images }: ClassRanking,
  imagesPerClass: number | 'share',
): void {
  if (imagesPerClass === 'share' || imagesPerClass <= images.length) return;
  throw new StageError('too-few-images', {
    what: `Class ${classIndex} has ${images.length} training images, ${imagesPerClass} are to be tuned on.`,
    why: 'All its images would be chosen, the spurious ones with the others.',
    next: 'Ask for fewer images per class, or use the recipe small-data, which takes a share of each class.',
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
