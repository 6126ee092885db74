/**
 * Known groups (Waterbirds' place, CelebA's Male): a group value per image enters, accuracies per (class, group) cell and
 * the AUROC of spuriosity against the group leave (docs/method.md, M80 and M82). Images whose group is empty are left out.
 */
import { computeAuroc, computeWilsonInterval, type Interval } from '../../numeric/index.js';
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

/** Accuracy per (class, group) cell and its usual summaries, fractions; NaN without cells. */
export interface GroupAccuracies {
  /** Cells with at least one measured image, by class, then group. */
  cells: GroupCell[];
  /** The cell with the lowest accuracy (the first of equals), with its 95% interval; null without cells. */
  worst: (GroupCell & { interval: Interval }) | null;
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

/** Which images fall into which cell: the same for every model. */
export interface GroupTable {
  cells: { classIndex: number; group: string; trainCount: number }[];
  /** Images of the measured split that have a group, and the cell of each. */
  images: Int32Array;
  places: Int32Array;
}

/** Sorts images into (class, group) cells, by class, then group; measured are those of `split`. */
export function tabulateGroups(
  images: readonly GroupedImage[],
  groupColumn: string,
  split: SplitName,
): GroupTable {
  const found = new Map<number, Map<string, { trainCount: number; measured: number[] }>>();
  for (const [index, image] of images.entries()) {
    const group = image.columns[groupColumn] ?? '';
    if (group === '') continue;
    const ofClass = found.get(image.classIndex) ?? new Map();
    found.set(image.classIndex, ofClass);
    const cell = ofClass.get(group) ?? { trainCount: 0, measured: [] };
    ofClass.set(group, cell);
    if (image.split === 'train') cell.trainCount += 1;
    if (image.split === split) cell.measured.push(index);
  }
  const cells = [...found]
    .flatMap(([classIndex, ofClass]) =>
      [...ofClass].map(([group, { trainCount, measured }]) => ({ classIndex, group, trainCount, measured })),
    )
    .sort((a, b) => a.classIndex - b.classIndex || compareText(a.group, b.group));
  return {
    cells: cells.map(({ measured: _, ...cell }) => cell),
    images: Int32Array.from(cells.flatMap(({ measured }) => measured)),
    places: Int32Array.from(cells.flatMap(({ measured }, place) => measured.map(() => place))),
  };
}

/** Accuracy per (class, group) cell of `split` and its usual summaries. */
export function computeGroupAccuracies(input: {
  predictions: Predictions;
  images: readonly GroupedImage[];
  groupColumn: string;
  split: SplitName;
}): GroupAccuracies {
  const { predictions, images, groupColumn, split } = input;
  return computeTableAccuracies(tabulateGroups(images, groupColumn, split), predictions);
}

/** The same for one of several models on a table made once. */
export function computeTableAccuracies(table: GroupTable, { labels }: Predictions): GroupAccuracies {
  const counts = new Int32Array(table.cells.length);
  const correct = new Int32Array(table.cells.length);
  for (const [n, image] of table.images.entries()) {
    const predicted = labels[image]!;
    if (predicted < 0) continue;
    const place = table.places[n]!;
    counts[place]! += 1;
    if (predicted === table.cells[place]!.classIndex) correct[place]! += 1;
  }
  const cells = table.cells.flatMap(({ classIndex, group, trainCount }, place) => {
    const imageCount = counts[place]!;
    return imageCount === 0
      ? []
      : { classIndex, group, trainCount, imageCount, accuracy: correct[place]! / imageCount };
  });
  const worst = cells.reduce<GroupCell | null>(
    (low, cell) => (low && low.accuracy <= cell.accuracy ? low : cell),
    null,
  );
  return {
    cells,
    worst: worst && {
      ...worst,
      interval: computeWilsonInterval({ share: worst.accuracy, count: worst.imageCount }),
    },
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

/** The most frequent group among the training images of each class, of equals the first by code unit; of classes that have any. */
export function findMajorityGroups(
  images: readonly GroupedImage[],
  groupColumn: string,
): Map<number, string> {
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
