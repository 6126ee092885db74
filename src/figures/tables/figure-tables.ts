/**
 * The figures of report and app by name, and the numbers behind those of one model and of mitigation, as tables.
 * In: what the figures draw. Out: columns and rows, the same wherever a figure is drawn. Tables of several models: model-figure-tables.ts.
 */
import type { ClassGapNumbers } from '../../protocol/index.js';
import type { MitigationMethod, MitigationTrial } from '../../records/bias.js';

/** In reading order; files of a figure are named after it. */
export const FIGURE_NAMES = [
  'class-gaps',
  'rank-accuracy',
  'mitigation',
  'tuning',
  'group-auroc',
  'model-ends',
  'gap-spread',
  'gap-variance',
  'gap-agreement',
  'gap-correlations',
  'effective-robustness',
  'category-robustness',
  'sensitivities',
  'head-curve',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

/** An absent number is null, and an empty cell of a file. */
export type FigureCell = string | number | null;

export interface FigureTable {
  columns: readonly string[];
  /** Cells parallel to `columns`. */
  rows: FigureCell[][];
}

/** The gap of a class by name. */
export interface NamedGap extends Omit<ClassGapNumbers, 'model' | 'reducedK'> {
  name: string;
}

/** Accuracy at both ends of the ranking and their difference: a row a class. */
export function tabulateClassGaps(classes: readonly NamedGap[]): FigureTable {
  return {
    columns: [
      'class_index',
      'class_name',
      'k',
      'images',
      'acc_top',
      'acc_bottom',
      'gap',
      'gap_low',
      'gap_high',
    ],
    rows: classes.map(({ classIndex, name, k, imageCount, accuracyTop, accuracyBottom, gap, interval }) => [
      classIndex,
      name,
      k,
      imageCount,
      accuracyTop,
      accuracyBottom,
      gap,
      interval.low,
      interval.high,
    ]),
  };
}

/** A stretch of the ranking; `rank` is its middle, 0 least and 1 most spurious. */
export interface RankAccuracy {
  /** How the images were chosen that the head was tuned on; null for the head before. */
  method: MitigationMethod | null;
  rank: number;
  accuracy: number;
  imageCount: number;
}

/** Accuracy along the ranking (the paper's figure 8, right). */
export function tabulateRankAccuracy(points: readonly RankAccuracy[]): FigureTable {
  return {
    columns: ['stage', 'rank', 'accuracy', 'images', 'method'],
    rows: points.map(({ method, rank, accuracy, imageCount }) => [
      method === null ? 'before' : 'after',
      rank,
      accuracy,
      imageCount,
      method,
    ]),
  };
}

/** How well spuriosity tells the images of a group from the others of their class. */
export interface GroupAuroc {
  classIndex: number;
  className: string;
  group: string;
  /** 0.5 is chance. */
  auroc: number;
}

/** A row a class and group of the column. */
export function tabulateGroupAuroc(column: string, values: readonly GroupAuroc[]): FigureTable {
  return {
    columns: ['column', 'class_index', 'class_name', 'group', 'auroc'],
    rows: values.map(({ classIndex, className, group, auroc }) => [
      column,
      classIndex,
      className,
      group,
      auroc,
    ]),
  };
}

/** Accuracy of a head after an epoch of fitting, from 1. */
export interface HeadPoint {
  epoch: number;
  trainAccuracy: number;
  valAccuracy: number;
}

/** A row an epoch. */
export function tabulateHeadCurve(curve: readonly HeadPoint[]): FigureTable {
  return {
    columns: ['epoch', 'train_accuracy', 'val_accuracy'],
    rows: curve.map(({ epoch, trainAccuracy, valAccuracy }) => [epoch, trainAccuracy, valAccuracy]),
  };
}

/** Gap and accuracy before and after tuning (the paper's figures 8, left, and 17): a row a trial. */
export function tabulateMitigation(trials: readonly MitigationTrial[]): FigureTable {
  return {
    columns: [
      'model',
      'method',
      'trial',
      'images',
      'accuracy_before',
      'accuracy_after',
      'gap_before',
      'gap_after',
    ],
    rows: trials.map((one) => [
      one.model,
      one.method,
      one.trial,
      one.imageCount,
      one.accuracyBefore,
      one.accuracyAfter,
      one.gapBefore,
      one.gapAfter,
    ]),
  };
}

/** Whether trials measured a gap: repairs by known groups alone rank nothing, and theirs are NaN, null once sent. */
export function hasMeasuredGap(trials: readonly Pick<MitigationTrial, 'gapBefore'>[]): boolean {
  return trials.some(({ gapBefore }) => Number.isFinite(gapBefore));
}

/** Gap and accuracy after each epoch of tuning. */
export function tabulateTuning(trials: readonly MitigationTrial[]): FigureTable {
  return {
    columns: ['model', 'method', 'trial', 'epoch', 'steps', 'accuracy', 'gap'],
    rows: trials.flatMap(({ model, method, trial, curve }) =>
      curve.map(({ epoch, steps, accuracy, gap }) => [model, method, trial, epoch, steps, accuracy, gap]),
    ),
  };
}
