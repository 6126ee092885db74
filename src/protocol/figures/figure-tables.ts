/**
 * The figures of report and app by name, and the numbers behind those of one model and of mitigation, as tables.
 * In: what the figures draw. Out: columns and rows, the same wherever a figure is drawn. Tables of several models: model-figure-tables.ts.
 */
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

/** Gap and accuracy after each epoch of tuning. */
export function tabulateTuning(trials: readonly MitigationTrial[]): FigureTable {
  return {
    columns: ['model', 'method', 'trial', 'epoch', 'steps', 'accuracy', 'gap'],
    rows: trials.flatMap(({ model, method, trial, curve }) =>
      curve.map(({ epoch, steps, accuracy, gap }) => [model, method, trial, epoch, steps, accuracy, gap]),
    ),
  };
}
