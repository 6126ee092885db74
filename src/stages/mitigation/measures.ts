/**
 * What repairs are compared by: predictions of a head on some images enter, `RepairMeasures` leave; and the rule by which one of
 * several is chosen. Tunes nothing.
 */
import { computeMean, computeWilsonInterval, predictLabels } from '../../numeric/index.js';
import type { ClassRanking, Predictions, RepairMeasures, WorstCell } from '../../records/bias.js';
import type { LinearHead } from '../../records/networks/encoder.js';
import {
  computeAccuracy,
  computeClassGaps,
  computeMeanGapInterval,
  listCorrectness,
  meanGap,
} from '../bias/index.js';
import type { HeadTrainingData } from '../features/index.js';
import type { MeasuredImages } from './halves.js';

/** What predictions are compared with. */
export interface MeasuringContext extends HeadTrainingData {
  model: string;
  /** Known group of each image, [image count]; empty where it is not known. Absent without a group column. */
  groups?: readonly string[];
}

/** Predicted classes, [image count]: of `rows` ([any number] of images); −1 for all other images. */
export function predictRows(
  { model, features, labels }: HeadTrainingData & { model: string },
  head: LinearHead,
  rows: Int32Array,
): Predictions {
  const predicted = predictLabels(features, labels.length, head, rows);
  const all = new Int32Array(labels.length).fill(-1);
  for (const [place, row] of rows.entries()) all[row] = predicted[place]!;
  return { model, labels: all };
}

/** Measures of a head. */
export function measureHead(
  context: MeasuringContext,
  head: LinearHead,
  images: MeasuredImages,
  k: number,
): RepairMeasures {
  return measurePredictions(context, predictRows(context, head, images.rows), images, k);
}

/** The same of predictions made elsewhere. */
export function measurePredictions(
  { labels, groups }: MeasuringContext,
  predictions: Predictions,
  { rows, rankings }: MeasuredImages,
  k: number,
): RepairMeasures {
  const gaps = computeClassGaps(rankings, predictions, labels, { k });
  const isRight = (row: number) => predictions.labels[row] === labels[row];
  const worstClass = findLowest(rows, (row) => String(labels[row]), isRight);
  const worst =
    groups &&
    findLowest(
      rows.filter((row) => groups[row] !== ''),
      (row) => `${labels[row]} ${groups[row]}`,
      isRight,
    );
  return {
    accuracy: computeAccuracy(predictions, labels, [...rows]),
    accuracyTop: computeMean(gaps.map(({ accuracyTop }) => accuracyTop)),
    accuracyBottom: computeMean(gaps.map(({ accuracyBottom }) => accuracyBottom)),
    gap: meanGap(gaps),
    gapInterval: computeMeanGapInterval(gaps),
    absoluteGap: computeMean(gaps.map(({ gap }) => Math.abs(gap))),
    weakerHalf: measureWeakerHalves(rankings, predictions, labels, rows),
    worstClass: {
      classIndex: worstClass === null ? -1 : labels[worstClass.first]!,
      accuracy: worstClass === null ? Number.NaN : toShare(worstClass),
    },
    worstGroup: worst ? toShare(worst) : null,
    worstCell: worst ? toWorstCell(labels[worst.first]!, groups![worst.first]!, worst) : null,
  };
}

function toWorstCell(classIndex: number, group: string, cell: Cell): WorstCell {
  const { count } = cell;
  const interval = computeWilsonInterval({ share: toShare(cell), count });
  return { classIndex, group, imageCount: count, interval };
}

/**
 * Mean over the ranked classes of the accuracy of their weaker halves, or that over the other classes where it is lower: a head that gives
 * every image a ranked class has the best of halves. NaN without a ranking.
 */
function measureWeakerHalves(
  rankings: readonly ClassRanking[],
  predictions: Predictions,
  labels: Int32Array,
  rows: Int32Array,
): number {
  const halves = computeMean(rankings.flatMap((ranking) => measureWeakerHalf(ranking, predictions, labels)));
  const ranked = new Set(rankings.map(({ classIndex }) => classIndex));
  const others = new Map<number, number[]>();
  for (const row of rows) {
    const label = labels[row]!;
    if (!ranked.has(label)) others.set(label, [...(others.get(label) ?? []), row]);
  }
  if (others.size === 0) return halves;
  const rest = computeMean([...others.values()].map((own) => computeAccuracy(predictions, labels, own)));
  return Math.min(halves, rest);
}

/** Of the lower half of a ranking and the rest, the accuracy of the one that is less often right; nothing for less than two images. */
function measureWeakerHalf(ranking: ClassRanking, predictions: Predictions, labels: Int32Array): number[] {
  const correct = listCorrectness(ranking, predictions, labels);
  if (correct.length < 2) return [];
  const middle = Math.ceil(correct.length / 2);
  return [Math.min(computeMean(correct.slice(0, middle)), computeMean(correct.slice(middle)))];
}

/**
 * What methods are chosen by: the worst known group, or without groups the weaker halves of the rankings. These hold far more images than
 * the ends of k, and neither a repair that only turns the gap round raises them, nor one at the cost of classes that have no ranking.
 */
export function computeGoal({ worstGroup, weakerHalf }: RepairMeasures): number {
  return worstGroup ?? weakerHalf;
}

/** What a repair is for: the worst known group, or without groups the least spurious images. */
export function computePurpose({ worstGroup, accuracyBottom }: RepairMeasures): number {
  return worstGroup ?? accuracyBottom;
}

/** Sums of shares such as 0.01 are exact to far less than one image. */
const ROUNDING = 1e-9;

/** Whether a repair costs no more accuracy than that. */
export function isAffordable(
  before: RepairMeasures,
  after: RepairMeasures,
  maxAccuracyCost: number,
): boolean {
  return before.accuracy - after.accuracy <= maxAccuracyCost + ROUNDING;
}

/**
 * The candidate with the highest goal among those that are affordable, of equals the one with the higher accuracy, then the first; where
 * none is affordable, the one with the highest accuracy: a head that gives every image the ranked class has the best goal. `candidates`
 * must not be empty.
 */
export function chooseBest<T extends { measures: RepairMeasures }>(
  candidates: readonly T[],
  before: RepairMeasures,
  maxAccuracyCost: number,
): T {
  const affordable = candidates.filter(({ measures }) => isAffordable(before, measures, maxAccuracyCost));
  if (affordable.length === 0) {
    return candidates.reduce((best, candidate) =>
      candidate.measures.accuracy > best.measures.accuracy + ROUNDING ? candidate : best,
    );
  }
  return affordable.reduce((best, candidate) => {
    const difference = computeGoal(candidate.measures) - computeGoal(best.measures);
    const isBetter =
      Math.abs(difference) < ROUNDING
        ? candidate.measures.accuracy > best.measures.accuracy + ROUNDING
        : difference > 0;
    return isBetter ? candidate : best;
  });
}

/** Rows of one key: how many, how many of them right, the first of them. */
interface Cell {
  first: number;
  count: number;
  rightCount: number;
}

/** The key's rows with the lowest share of right ones, the first of equals; null without rows. */
function findLowest(
  rows: Int32Array,
  toKey: (row: number) => string,
  isRight: (row: number) => boolean,
): Cell | null {
  const cells = new Map<string, Cell>();
  for (const row of rows) {
    const key = toKey(row);
    const cell = cells.get(key) ?? { first: row, count: 0, rightCount: 0 };
    cells.set(key, cell);
    cell.count += 1;
    cell.rightCount += Number(isRight(row));
  }
  const [first, ...others] = cells.values();
  if (first === undefined) return null;
  return others.reduce((low, cell) => (toShare(cell) < toShare(low) ? cell : low), first);
}

function toShare({ count, rightCount }: Cell): number {
  return rightCount / count;
}
