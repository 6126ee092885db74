/**
 * Sensitivities of two models to the same corruptions of the same pairs (the paper's figure 11).
 * In: rows of both. Out: points to draw, with Pearson's r per corruption and over all, and a table.
 */
import { pearsonCorrelation } from '../../numeric/index.js';
import type { SensitivityNumbers } from '../../protocol/index.js';
import type { VerdictLabel } from '../../records/annotation.js';
import type { FigureTable } from './figure-tables.js';
import type { NameOfClass } from './model-figure-tables.js';

/** Lowest sensitivity that is drawn where it is: there a corruption doubles the accuracy. */
export const LOWEST_DRAWN = -1;

/** One pair under one corruption, for both models. */
export interface SensitivityPoint {
  classIndex: number;
  feature: number;
  verdict: VerdictLabel;
  corruption: string;
  x: number;
  y: number;
}

export interface SensitivityComparison {
  modelX: string;
  modelY: string;
  points: SensitivityPoint[];
  /** By corruption, in order of appearance; null where undefined. */
  corruptions: { corruption: string; r: number | null; count: number }[];
  /** Over all points. */
  r: number | null;
}

/** Models that were corrupted, in order of appearance. */
export function listCorruptedModels(sensitivities: readonly SensitivityNumbers[]): string[] {
  return [...new Set(sensitivities.map(({ model }) => model))];
}

/** Pairs and corruptions that both models have a sensitivity for. */
export function compareSensitivities(
  sensitivities: readonly SensitivityNumbers[],
  modelX: string,
  modelY: string,
): SensitivityComparison {
  const ofY = new Map(
    sensitivities.filter(({ model }) => model === modelY).map((one) => [toKey(one), one.sensitivity]),
  );
  const points = sensitivities.flatMap((one): SensitivityPoint[] => {
    const y = ofY.get(toKey(one)) ?? null;
    if (one.model !== modelX || one.sensitivity === null || y === null) return [];
    const { classIndex, feature, verdict, corruption, sensitivity } = one;
    return [{ classIndex, feature, verdict, corruption, x: sensitivity, y }];
  });
  return {
    modelX,
    modelY,
    points,
    corruptions: [...new Set(sensitivities.map(({ corruption }) => corruption))].map((corruption) => {
      const own = points.filter((point) => point.corruption === corruption);
      return { corruption, r: correlate(own), count: own.length };
    }),
    r: correlate(points),
  };
}

export function tabulateSensitivities(
  { modelX, modelY, points }: SensitivityComparison,
  nameOf: NameOfClass,
): FigureTable {
  return {
    columns: [
      'class_index',
      'class_name',
      'feature',
      'verdict',
      'corruption',
      'model_x',
      'sensitivity_x',
      'model_y',
      'sensitivity_y',
    ],
    rows: points.map(({ classIndex, feature, verdict, corruption, x, y }) => [
      classIndex,
      nameOf(classIndex),
      feature,
      verdict,
      corruption,
      modelX,
      x,
      modelY,
      y,
    ]),
  };
}

function correlate(points: readonly SensitivityPoint[]): number | null {
  const r = pearsonCorrelation(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  return Number.isNaN(r) ? null : r;
}

function toKey({ classIndex, feature, corruption }: SensitivityNumbers): string {
  return `${classIndex}/${feature}/${corruption}`;
}
