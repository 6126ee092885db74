/**
 * Models side by side as figures and pages show them: matrices parallel to models and classes, NaN as null.
 * In: summaries of all models over one split, their comparison, what is known of each model. Out: `ModelStudy`. Measures nothing.
 */
import { computeMean } from '../../numeric/index.js';
import type {
  ClassGapNumbers,
  GapEstimate,
  ModelKind,
  ModelNumbers,
  ModelStudy,
} from '../../protocol/index.js';
import type { ClassGap, ModelBias } from '../../records/bias.js';
import type { SplitName } from '../../records/dataset.js';
import { toJsonNumber } from '../../records/json-numbers.js';
import {
  type ClassEnds,
  computeMeanGapInterval,
  fitRobustnessLine,
  type ModelComparison,
  orderBySimilarity,
} from '../../stages/bias/index.js';
import { HEAD_NAME } from '../features/index.js';
import type { Project } from '../workspace/index.js';

export interface ModelStudyInput {
  split: SplitName | null;
  k: number;
  models: readonly ModelBias[];
  /** Parallel to `models`. */
  cards: readonly ModelCard[];
  /** Null with fewer than two models. */
  comparison: ModelComparison | null;
  /** Class indices with a spurious feature, ascending. */
  classes: readonly number[];
}

export interface ModelCard {
  kind: ModelKind;
  tags: string[];
}

/** Brings what was measured into the form of figures and pages. */
export function toModelStudy({ split, k, models, cards, comparison, classes }: ModelStudyInput): ModelStudy {
  const gapOf = models.map(({ gaps }) => new Map(gaps.map((gap) => [gap.classIndex, gap])));
  const gapsOfClass = classes.map((classIndex) => gapOf.flatMap((ofModel) => ofModel.get(classIndex) ?? []));
  const means = gapsOfClass.map(averageModels);
  const known = means.flatMap((ends) => ends ?? []);
  const toMatrix = (pick: (gap: ClassGap) => number) =>
    gapOf.map((ofModel) =>
      classes.map((classIndex) => {
        const gap = ofModel.get(classIndex);
        return gap === undefined ? null : pick(gap);
      }),
    );
  return {
    split,
    k,
    models: toModelNumbers(models, cards),
    discoveryModel: models.find(({ model }) => model === HEAD_NAME)?.model ?? null,
    classes: [...classes],
    imageCounts: gapsOfClass.map((ofClass) => Math.max(0, ...ofClass.map(({ imageCount }) => imageCount))),
    reducedK: gapsOfClass.map((ofClass) => ofClass.some((gap) => gap.reducedK)),
    gaps: toMatrix(({ gap }) => gap),
    ks: toMatrix(({ k }) => k),
    accuracyTop: toMatrix(({ accuracyTop }) => accuracyTop),
    accuracyBottom: toMatrix(({ accuracyBottom }) => accuracyBottom),
    classMeans: means.map((ends) => (ends === null ? null : toEstimate([ends]))),
    mean: known.length === 0 ? null : toEstimate(known),
    comparison: comparison === null ? null : toComparison(comparison),
    line: toLine(models),
  };
}

/** A class's gap with its interval. */
export function toClassGapNumbers(gap: ClassGap): ClassGapNumbers {
  return { ...gap, interval: computeMeanGapInterval([gap]) };
}

/** The models' mean accuracies at the ends of one class, with the fewest images that one was measured on; null for no model. */
function averageModels(gaps: readonly ClassGap[]): ClassEnds | null {
  if (gaps.length === 0) return null;
  return {
    k: Math.min(...gaps.map(({ k }) => k)),
    accuracyTop: computeMean(gaps.map(({ accuracyTop }) => accuracyTop)),
    accuracyBottom: computeMean(gaps.map(({ accuracyBottom }) => accuracyBottom)),
  };
}

function toEstimate(classes: readonly ClassEnds[]): GapEstimate {
  return {
    gap: computeMean(classes.map(({ accuracyTop, accuracyBottom }) => accuracyTop - accuracyBottom)),
    interval: computeMeanGapInterval(classes),
  };
}

/** The same for the models alone. */
export function toModelNumbers(models: readonly ModelBias[], cards: readonly ModelCard[]): ModelNumbers[] {
  return models.map((bias, place) => ({
    model: bias.model,
    ...cards[place]!,
    accuracy: toJsonNumber(bias.accuracy),
    accuracyTop: toJsonNumber(bias.accuracyTop),
    accuracyBottom: toJsonNumber(bias.accuracyBottom),
    spuriousGap: toJsonNumber(bias.spuriousGap),
    interval: Number.isFinite(bias.interval.low) ? bias.interval : null,
    meanAbsoluteGap: toJsonNumber(bias.meanAbsoluteGap),
    worstClass: bias.worstClass,
    effectiveRobustness: toJsonNumber(bias.effectiveRobustness),
  }));
}

/** Kind and tags of models by name; the workspace's own head has no tags. */
export function readModelCards({ database }: Project, names: readonly string[]): ModelCard[] {
  const stored = database.readModels();
  return names.map((name) => {
    const { kind, tags } = stored.find((one) => one.name === name) ?? { kind: 'head', tags: [] };
    return { kind, tags };
  });
}

function toComparison(comparison: ModelComparison): NonNullable<ModelStudy['comparison']> {
  const { correlations } = comparison;
  return {
    correlations: correlations.map((row) => row.map(toJsonNumber)),
    meanCorrelation: toJsonNumber(comparison.meanCorrelation),
    order: orderBySimilarity(correlations),
    varianceAcrossClasses: toJsonNumber(comparison.varianceAcrossClasses),
    varianceAcrossModels: toJsonNumber(comparison.varianceAcrossModels),
    varianceRatio: toJsonNumber(comparison.varianceRatio),
    negativeShare: toJsonNumber(comparison.negativeShare),
  };
}

/** Over the models that were measured on at least one class, as `summarizeModels` fits it. */
function toLine(models: readonly ModelBias[]): ModelStudy['line'] {
  const measured = models.filter(({ gaps }) => gaps.length > 0);
  const line = fitRobustnessLine(
    measured.map(({ accuracyTop, accuracyBottom }) => ({ top: accuracyTop, bottom: accuracyBottom })),
  );
  return Number.isNaN(line.slope) ? null : line;
}
