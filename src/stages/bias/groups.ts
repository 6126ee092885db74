/**
 * Known groups (Waterbirds' place, CelebA's Male): a group value per image enters, accuracies per (class, group) cell and
 * the AUROC of spuriosity against the group leave. Images whose group is empty are left out.
 */
import { computeAuroc, computeMean } from '../../numeric/index.js';
import type { ClassRanking, Predictions } from '../../records/bias.js';
import type { ImageRecord, SplitName } from '../../records/dataset.js';

/** What group measures need to know of an image; a data set's `images` serve as they are. */
export type GroupedImage = Pick<ImageRecord, 'classIndex' | 'split' | 'columns'>;

/** The images of one class with one value of the group column. */
export interface GroupCell {
  classIndex: number;
  group: string;
  /** Images of the measured split with a prediction. */
  imageCount: number;
  accuracy: number;
  /** Images of the cell in the training split. */
  trainCount: number;
}

export interface GroupAccuracies {
  /** Cells with at least one measured image, by class, then group. */
  cells: GroupCell[];
  /** The cell with the lowest accuracy (the first of equals); null without cells. */
  worst: GroupCell | null;
  worstGroupAccuracy: number;
  /** Every image counts the same. */
  imageWeightedAccuracy: number;
  /** Every cell counts the same. */
  groupMeanAccuracy: number;
  /**
   * Cells weighted by their share of the training images ("adjusted" accuracy in the Waterbirds literature);
   * cells without measured images are left out of the weights. NaN without training images.
   */
  trainWeightedAccuracy: number;
}

/** Accuracy per (class, group) cell of `split` and its usual summaries. */
export function computeGroupAccuracies(input: {
  predictions: Predictions;
  images: readonly GroupedImage[];
  groupColumn: string;
  split: SplitName;
}): GroupAccuracies {
  const { predictions, images, groupColumn, split } = input;
  const found = new Map<
    string,
    { classIndex: number; group: string; correct: number[]; trainCount: number }
  >();
  for (const [index, image] of images.entries()) {
    const { classIndex } = image;
    const group = image.columns[groupColumn] ?? '';
    if (group === '') continue;
    const key = `${classIndex}/${group}`;
    const cell = found.get(key) ?? { classIndex, group, correct: [], trainCount: 0 };
    found.set(key, cell);
    if (image.split === 'train') cell.trainCount += 1;
    const predicted = predictions.labels[index]!;
    if (image.split === split && predicted >= 0) cell.correct.push(Number(predicted === classIndex));
  }
  const cells = [...found.values()]
    .filter((cell) => cell.correct.length > 0)
    .map(({ correct, ...cell }) => ({ ...cell, imageCount: correct.length, accuracy: computeMean(correct) }))
    .sort((a, b) => a.classIndex - b.classIndex || compareText(a.group, b.group));
  const worst = cells.reduce<GroupCell | null>(
    (low, cell) => (low && low.accuracy <= cell.accuracy ? low : cell),
    null,
  );
  return {
    cells,
    worst,
    worstGroupAccuracy: worst?.accuracy ?? Number.NaN,
    imageWeightedAccuracy: weightAccuracies(cells, (cell) => cell.imageCount),
    groupMeanAccuracy: weightAccuracies(cells, () => 1),
    trainWeightedAccuracy: weightAccuracies(cells, (cell) => cell.trainCount),
  };
}

/** How well spuriosity tells a class's usual group from its others. */
export interface GroupAuroc {
  classIndex: number;
  /** The group of most of the class's training images: the one that high spuriosity should mean. */
  majorityGroup: string;
  /** Probability that a random image of the majority group ranks above a random one of the others; below 0.5 is upside down. */
  auroc: number;
  imageCount: number;
}

/**
 * AUROC of spuriosity against the known group, per ranking. The positive group is the class's majority in the training
 * split (of equals, the first by code unit) against all others, never the better of both directions. Classes without
 * training images, or with images of only one side in the ranking, are left out.
 */
export function spuriosityGroupAuroc(
  rankings: readonly ClassRanking[],
  images: readonly GroupedImage[],
  groupColumn: string,
): GroupAuroc[] {
  const majorities = findMajorityGroups(images, groupColumn);
  return rankings.flatMap(({ classIndex, images: ranked, spuriosity }) => {
    const majorityGroup = majorities.get(classIndex);
    if (majorityGroup === undefined) return [];
    const groups = ranked.map((image) => images[image]?.columns[groupColumn] ?? '');
    const places = [...groups.keys()].filter((place) => groups[place] !== '');
    const auroc = computeAuroc(
      places.map((place) => spuriosity[place]!),
      places.map((place) => groups[place] === majorityGroup),
    );
    return Number.isNaN(auroc) ? [] : { classIndex, majorityGroup, auroc, imageCount: places.length };
  });
}

/** The most frequent group among the training images of each class. */
function findMajorityGroups(images: readonly GroupedImage[], groupColumn: string): Map<number, string> {
  const counts = new Map<number, Map<string, number>>();
  for (const { classIndex, split, columns } of images) {
    const group = columns[groupColumn] ?? '';
    if (split !== 'train' || group === '') continue;
    const ofClass = counts.get(classIndex) ?? new Map<string, number>();
    counts.set(classIndex, ofClass.set(group, (ofClass.get(group) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([classIndex, ofClass]) => {
      const [first] = [...ofClass].sort(([a, m], [b, n]) => n - m || compareText(a, b));
      return [classIndex, first![0]];
    }),
  );
}

/** Mean accuracy of the cells under `weight`; NaN when all weights are 0. */
function weightAccuracies(cells: readonly GroupCell[], weight: (cell: GroupCell) => number): number {
  const total = cells.reduce((sum, cell) => sum + weight(cell), 0);
  return cells.reduce((sum, cell) => sum + cell.accuracy * weight(cell), 0) / total;
}

/** Order by code unit, independent of any locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
