/**
 * What the matrix of mistakes and the shares of each class are made of. In: counts of one model. Out: the part of the matrix to draw, shares
 * with intervals (Wilson's; docs/method.md, M85 and M86), tables.
 */
import { computeWilsonInterval, type Interval } from '../../numeric/index.js';
import type { Confusion, Mistake, PairedAccuracy, RankPart } from '../../records/bias.js';
import type { FigureTable } from './figure-tables.js';
import type { NameOfClass } from './model-figure-tables.js';

/** A share of `imageCount` images with its 95% interval; both null without images. */
export interface ShareEstimate {
  share: number | null;
  interval: Interval | null;
  imageCount: number;
}

/** Estimates a share of images. */
export function estimateShare(count: number, imageCount: number): ShareEstimate {
  if (imageCount === 0) return { share: null, interval: null, imageCount };
  const share = count / imageCount;
  return { share, interval: computeWilsonInterval({ share, count: imageCount }), imageCount };
}

/** How well a model knows a class. */
export interface ClassShares {
  classIndex: number;
  /** Share of the class's images that it gives the class. */
  recall: ShareEstimate;
  /** Share right of the images that it gives the class. */
  precision: ShareEstimate;
  /** What it most often takes the class for; null without mistakes. */
  worst: Mistake | null;
}

/** Every class that has an image or is predicted for one, by index. */
export function listClassShares(confusion: Confusion): ClassShares[] {
  const { labelledCounts, predictedCounts, rightCounts, mistakes } = confusion;
  const worstOf = new Map<number, Mistake>();
  for (const mistake of mistakes) if (!worstOf.has(mistake.label)) worstOf.set(mistake.label, mistake);
  return rightCounts.flatMap((rightCount, classIndex) => {
    const [labelled, predicted] = [labelledCounts[classIndex]!, predictedCounts[classIndex]!];
    if (labelled + predicted === 0) return [];
    return {
      classIndex,
      recall: estimateShare(rightCount, labelled),
      precision: estimateShare(rightCount, predicted),
      worst: worstOf.get(classIndex) ?? null,
    };
  });
}

/** A cell of the matrix that has images. */
export interface ConfusionCell extends Mistake {
  /** Of all images with the label. */
  share: number;
}

/** The part of the matrix of some classes. */
export interface ConfusionBlock {
  /** In the order of rows and columns. */
  classes: readonly number[];
  cells: ConfusionCell[];
  /** Mistakes among these classes. */
  insideCount: number;
}

/** The cells among `classes`, the diagonal among them. */
export function toConfusionBlock(confusion: Confusion, classes: readonly number[]): ConfusionBlock {
  const { labelledCounts, rightCounts, mistakes } = confusion;
  const shown = new Set(classes);
  const inside = mistakes.filter(({ label, predicted }) => shown.has(label) && shown.has(predicted));
  const right = classes.map((label) => ({ label, predicted: label, imageCount: rightCounts[label]! }));
  return {
    classes,
    cells: [...right, ...inside]
      .filter(({ imageCount }) => imageCount > 0)
      .map((cell) => ({ ...cell, share: cell.imageCount / labelledCounts[cell.label]! })),
    insideCount: inside.reduce((sum, { imageCount }) => sum + imageCount, 0),
  };
}

/** The class, and those that it is most often taken for or that are taken for it, `most` together. */
export function listConfusedWith({ mistakes }: Confusion, classIndex: number, most: number): number[] {
  const countOf = new Map<number, number>();
  for (const { label, predicted, imageCount } of mistakes) {
    if (label !== classIndex && predicted !== classIndex) continue;
    const other = label === classIndex ? predicted : label;
    countOf.set(other, (countOf.get(other) ?? 0) + imageCount);
  }
  const others = [...countOf].sort(([a, x], [b, y]) => y - x || a - b).map(([other]) => other);
  return [classIndex, ...others.slice(0, most - 1)];
}

/** The whole matrix, whatever part of it is drawn: a row a cell that has images. */
export function tabulateConfusion(model: string, confusion: Confusion, nameOf: NameOfClass): FigureTable {
  const { cells } = toConfusionBlock(confusion, [...confusion.labelledCounts.keys()]);
  return {
    columns: ['model', 'class_index', 'class_name', 'predicted_index', 'predicted_name', 'images', 'share'],
    rows: cells
      .toSorted((a, b) => a.label - b.label || b.imageCount - a.imageCount || a.predicted - b.predicted)
      .map(({ label, predicted, imageCount, share }) => [
        model,
        label,
        nameOf(label),
        predicted,
        nameOf(predicted),
        imageCount,
        share,
      ]),
  };
}

/** Precision and recall with their intervals: a row a class. */
export function tabulateClassShares(
  model: string,
  shares: readonly ClassShares[],
  nameOf: NameOfClass,
): FigureTable {
  const toCells = ({ share, interval, imageCount }: ShareEstimate) => [
    imageCount,
    share,
    interval?.low ?? null,
    interval?.high ?? null,
  ];
  return {
    columns: [
      ...['model', 'class_index', 'class_name'],
      ...['images', 'recall', 'recall_low', 'recall_high'],
      ...['predicted', 'precision', 'precision_low', 'precision_high'],
    ],
    rows: shares.map(({ classIndex, recall, precision }) => [
      model,
      classIndex,
      nameOf(classIndex),
      ...toCells(recall),
      ...toCells(precision),
    ]),
  };
}

/** Accuracy of the first and of the second model on the same images; null without images. */
export function toAccuracies({ counts, imageCount }: PairedAccuracy): [number | null, number | null] {
  const toShare = (own: 'only-first' | 'only-second') =>
    imageCount === 0 ? null : (counts.both + counts[own]) / imageCount;
  return [toShare('only-first'), toShare('only-second')];
}

/** Two models on the same images, over all and by where these stand in the rankings; null: their classes have none. */
export interface ComparedModels {
  models: readonly [string, string];
  all: PairedAccuracy;
  parts: readonly { part: RankPart | null; paired: PairedAccuracy }[];
}

/** All images, then their parts; without any ranking the one part is all there is, and no row of its own. */
export function listComparedParts({ all, parts }: ComparedModels) {
  const own = parts.filter(({ part }) => part !== null || parts.length > 1);
  return [
    { part: 'all' as const, paired: all },
    ...own.map(({ part, paired }) => ({ part: part ?? ('unranked' as const), paired })),
  ];
}

/** Who of two models is right where: a row all images and each part of the rankings. */
export function tabulateParts(compared: ComparedModels): FigureTable {
  return {
    columns: [
      ...['first_model', 'second_model', 'part', 'images', 'both', 'only_first', 'only_second', 'neither'],
      ...['difference', 'difference_low', 'difference_high', 'p_value'],
    ],
    rows: listComparedParts(compared).map(({ part, paired: { imageCount, counts, ...paired } }) => [
      ...compared.models,
      ...[part, imageCount, counts.both, counts['only-first'], counts['only-second'], counts.neither],
      ...[paired.difference, paired.low, paired.high, paired.pValue],
    ]),
  };
}
