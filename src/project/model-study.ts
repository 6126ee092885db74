/**
 * Models side by side as figures and pages show them: matrices parallel to models and classes, NaN as null.
 * In: summaries of all models over one split, their comparison, what is known of each model. Out: `ModelStudy`. Measures nothing.
 */
import type { ModelKind, ModelNumbers, ModelStudy } from '../protocol/index.js';
import type { ClassGap, ModelBias } from '../records/bias.js';
import type { SplitName } from '../records/dataset.js';
import { fitRobustnessLine, type ModelComparison, orderBySimilarity } from '../stages/bias/index.js';
import { HEAD_NAME } from './heads.js';
import type { Project } from './project.js';

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
  const gapsOfClass = classes.map((classIndex) => gapOf.map((ofModel) => ofModel.get(classIndex)));
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
    imageCounts: gapsOfClass.map((ofClass) => Math.max(0, ...ofClass.map((gap) => gap?.imageCount ?? 0))),
    reducedK: gapsOfClass.map((ofClass) => ofClass.some((gap) => gap?.reducedK === true)),
    gaps: toMatrix(({ gap }) => gap),
    accuracyTop: toMatrix(({ accuracyTop }) => accuracyTop),
    accuracyBottom: toMatrix(({ accuracyBottom }) => accuracyBottom),
    comparison: comparison === null ? null : toComparison(comparison),
    line: toLine(models),
  };
}

/** The same for the models alone. */
export function toModelNumbers(models: readonly ModelBias[], cards: readonly ModelCard[]): ModelNumbers[] {
  return models.map((bias, place) => ({
    model: bias.model,
    ...cards[place]!,
    accuracy: toNumberOrNull(bias.accuracy),
    accuracyTop: toNumberOrNull(bias.accuracyTop),
    accuracyBottom: toNumberOrNull(bias.accuracyBottom),
    spuriousGap: toNumberOrNull(bias.spuriousGap),
    effectiveRobustness: toNumberOrNull(bias.effectiveRobustness),
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
    correlations: correlations.map((row) => row.map(toNumberOrNull)),
    meanCorrelation: toNumberOrNull(comparison.meanCorrelation),
    order: orderBySimilarity(correlations),
    varianceAcrossClasses: toNumberOrNull(comparison.varianceAcrossClasses),
    varianceAcrossModels: toNumberOrNull(comparison.varianceAcrossModels),
    varianceRatio: toNumberOrNull(comparison.varianceRatio),
    negativeShare: toNumberOrNull(comparison.negativeShare),
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

function toNumberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
