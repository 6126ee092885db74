/**
 * The numbers behind the figures that compare models (the paper's figures 6, 7, 11, 13 and 14).
 * In: a study of models, names of classes. Out: points to draw, and tables. Measures nothing anew.
 */

import type { Interval } from '../../numeric/index.js';
import type { ModelStudy } from '../../protocol/index.js';
import type { FigureTable } from './figure-tables.js';
import { categorizeModels } from './model-categories.js';

/** A name for a class, by index. */
export type NameOfClass = (classIndex: number) => string;

/** Accuracy at both ends of the rankings (figure 6, left), and what the line over the models lets expect. */
export function tabulateModelEnds({ models, line }: ModelStudy): FigureTable {
  return {
    columns: ['model', 'category', 'acc_top', 'acc_bottom', 'spurious_gap', 'expected_acc_bottom'],
    rows: categorizeModels(models).map(({ model, category, accuracyTop, accuracyBottom, spuriousGap }) => [
      model,
      category,
      accuracyTop,
      accuracyBottom,
      spuriousGap,
      line === null || accuracyTop === null ? null : line.intercept + line.slope * accuracyTop,
    ]),
  };
}

/** The gap of every model in every class. */
export function tabulateGapSpread(study: ModelStudy, nameOf: NameOfClass): FigureTable {
  return {
    columns: ['model', 'class_index', 'class_name', 'acc_top', 'acc_bottom', 'gap'],
    rows: study.models.flatMap(({ model }, place) =>
      study.classes.map((classIndex, column) => [
        model,
        classIndex,
        nameOf(classIndex),
        study.accuracyTop[place]?.[column] ?? null,
        study.accuracyBottom[place]?.[column] ?? null,
        study.gaps[place]?.[column] ?? null,
      ]),
    ),
  };
}

/** A mean gap: of a class over the models, or of a model over the classes. */
export interface MeanGap {
  kind: 'class' | 'model';
  /** Null for a model. */
  classIndex: number | null;
  name: string;
  gap: number;
  /** 95%. */
  interval: Interval | null;
}

/** Mean gaps of the classes, then of the models (figure 6, right); only classes that every model was measured on. */
export function listMeanGaps(
  { models, classes, gaps, classMeans }: ModelStudy,
  nameOf: NameOfClass,
): MeanGap[] {
  const measured = gaps.filter((ofModel) => ofModel.some((gap) => gap !== null));
  return [
    ...classes.flatMap((classIndex, column): MeanGap[] => {
      const ofClass = measured.flatMap((ofModel) => ofModel[column] ?? []);
      if (ofClass.length === 0 || ofClass.length < measured.length) return [];
      const gap = ofClass.reduce((sum, one) => sum + one, 0) / ofClass.length;
      const interval = classMeans[column]?.interval ?? null;
      return [{ kind: 'class', classIndex, name: nameOf(classIndex), gap, interval }];
    }),
    ...models.flatMap(({ model, spuriousGap, interval }): MeanGap[] =>
      spuriousGap === null
        ? []
        : [{ kind: 'model', classIndex: null, name: model, gap: spuriousGap, interval }],
    ),
  ];
}

export function tabulateMeanGaps(means: readonly MeanGap[]): FigureTable {
  return {
    columns: ['kind', 'class_index', 'name', 'mean_gap'],
    rows: means.map(({ kind, classIndex, name, gap }) => [kind, classIndex, name, gap]),
  };
}

/** The gaps of one model against those of the reference, class by class. */
export interface GapAgreement {
  reference: string;
  model: string;
  /** Pearson's r over the classes that every model was measured on; null where undefined. */
  r: number | null;
  points: { classIndex: number; referenceGap: number; gap: number }[];
}

/** Every other model against the one that cues were discovered with, else the first (figure 7); the most alike first. */
export function listGapAgreements({
  models,
  classes,
  gaps,
  comparison,
  discoveryModel,
}: ModelStudy): GapAgreement[] {
  const found = models.findIndex(({ model }) => model === discoveryModel);
  const reference = Math.max(0, found);
  return models
    .flatMap(({ model }, place): GapAgreement[] => {
      if (place === reference) return [];
      const points = classes.flatMap((classIndex, column) => {
        const referenceGap = gaps[reference]?.[column] ?? null;
        const gap = gaps[place]?.[column] ?? null;
        return referenceGap === null || gap === null ? [] : [{ classIndex, referenceGap, gap }];
      });
      const r = comparison?.correlations[reference]?.[place] ?? null;
      return points.length === 0 ? [] : [{ reference: models[reference]!.model, model, r, points }];
    })
    .sort((a, b) => (b.r ?? -2) - (a.r ?? -2));
}

export function tabulateGapAgreements(agreements: readonly GapAgreement[], nameOf: NameOfClass): FigureTable {
  return {
    columns: ['reference', 'model', 'r', 'class_index', 'class_name', 'reference_gap', 'gap'],
    rows: agreements.flatMap(({ reference, model, r, points }) =>
      points.map(({ classIndex, referenceGap, gap }) => [
        reference,
        model,
        r,
        classIndex,
        nameOf(classIndex),
        referenceGap,
        gap,
      ]),
    ),
  };
}

/** Correlation of two models' class gaps. */
export interface CorrelationCell {
  a: string;
  b: string;
  r: number | null;
}

/** Every model against every model, similar ones side by side (figure 14). */
export function listCorrelations({ models, comparison }: ModelStudy): {
  order: string[];
  cells: CorrelationCell[];
} {
  const places = comparison?.order ?? [];
  const nameOf = (place: number) => models[place]!.model;
  return {
    order: places.map(nameOf),
    cells: places.flatMap((a) =>
      places.map((b) => ({ a: nameOf(a), b: nameOf(b), r: comparison?.correlations[a]?.[b] ?? null })),
    ),
  };
}

export function tabulateCorrelations(cells: readonly CorrelationCell[]): FigureTable {
  return { columns: ['model_a', 'model_b', 'r'], rows: cells.map(({ a, b, r }) => [a, b, r]) };
}

/** Two models always lie on their line; it says something from three on. */
export const LEAST_FOR_LINE = 3;

/** Models with an effective robustness (figure 13, top), the most robust first. */
export function listRobustness({ models }: ModelStudy) {
  return categorizeModels(models)
    .flatMap(({ effectiveRobustness, ...model }) =>
      effectiveRobustness === null ? [] : [{ ...model, effectiveRobustness }],
    )
    .sort((a, b) => b.effectiveRobustness - a.effectiveRobustness);
}

/** A row a model, the most robust first. */
export function tabulateRobustness(study: ModelStudy): FigureTable {
  return {
    columns: ['model', 'category', 'effective_robustness'],
    rows: listRobustness(study).map(({ model, category, effectiveRobustness }) => [
      model,
      category,
      effectiveRobustness,
    ]),
  };
}

/** Mean effective robustness per category of models (figure 13, bottom), the most robust first. */
export interface CategoryRobustness {
  category: string;
  modelCount: number;
  robustness: number;
}

export function listCategoryRobustness({ models }: ModelStudy): CategoryRobustness[] {
  const ofCategory = new Map<string, number[]>();
  for (const { category, effectiveRobustness } of categorizeModels(models)) {
    if (effectiveRobustness === null) continue;
    ofCategory.set(category, [...(ofCategory.get(category) ?? []), effectiveRobustness]);
  }
  return [...ofCategory]
    .map(([category, values]) => ({
      category,
      modelCount: values.length,
      robustness: values.reduce((sum, one) => sum + one, 0) / values.length,
    }))
    .sort((a, b) => b.robustness - a.robustness);
}

export function tabulateCategoryRobustness(categories: readonly CategoryRobustness[]): FigureTable {
  return {
    columns: ['category', 'models', 'mean_effective_robustness'],
    rows: categories.map(({ category, modelCount, robustness }) => [category, modelCount, robustness]),
  };
}
