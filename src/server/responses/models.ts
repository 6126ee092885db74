/**
 * Models side by side: accuracies at both ends, gaps per class, how far they agree.
 * In: the engine. Out: `ModelsResponse`, matrices parallel to its models and classes.
 */
import type { LiveProject } from '../../project/live/index.js';
import type { ModelNumbers, ModelsResponse } from '../../protocol/index.js';
import type { ClassGap } from '../../records/bias.js';
import { fitRobustnessLine, type ModelComparison } from '../../stages/bias/index.js';
import { orderBySimilarity } from './model-order.js';
import { toNumberOrNull } from './numbers.js';

export function buildModelsResponse(live: LiveProject): ModelsResponse {
  const classes = [...live.derived.listSpuriousClasses()];
  const gapsOfClass = classes.map((classIndex) => live.derived.listGaps(classIndex));
  const toMatrix = (pick: (gap: ClassGap) => number) =>
    live.models.map((_, model) =>
      gapsOfClass.map((ofClass) => {
        const gap = ofClass[model];
        return gap ? pick(gap) : null;
      }),
    );
  const comparison = live.derived.compareModels();
  return {
    split: live.facts.measuredSplit,
    reason: explainNoGaps(live),
    k: live.k,
    models: buildModelNumbers(live),
    classes,
    imageCounts: gapsOfClass.map((ofClass) => Math.max(0, ...ofClass.map((gap) => gap?.imageCount ?? 0))),
    reducedK: gapsOfClass.map((ofClass) => ofClass.some((gap) => gap?.reducedK === true)),
    gaps: toMatrix(({ gap }) => gap),
    accuracyTop: toMatrix(({ accuracyTop }) => accuracyTop),
    accuracyBottom: toMatrix(({ accuracyBottom }) => accuracyBottom),
    comparison: comparison === null ? null : buildComparison(comparison),
    line: buildLine(live),
  };
}

export function buildModelNumbers(live: LiveProject): ModelNumbers[] {
  return live.derived.summarizeModels().map((bias, place) => {
    const { kind, tags } = live.models[place]!;
    return {
      model: bias.model,
      kind,
      tags,
      accuracy: toNumberOrNull(bias.accuracy),
      accuracyTop: toNumberOrNull(bias.accuracyTop),
      accuracyBottom: toNumberOrNull(bias.accuracyBottom),
      spuriousGap: toNumberOrNull(bias.spuriousGap),
      effectiveRobustness: toNumberOrNull(bias.effectiveRobustness),
    };
  });
}

/** Why no gap can be measured; null where some can. */
export function explainNoGaps({ facts, models, derived }: LiveProject): string | null {
  if (facts.measuredSplit === null) return 'The data set has no validation or test images to measure on.';
  if (models.length === 0) {
    return 'There is no model to measure: no head was made and no model was added.';
  }
  return derived.explainNoRanking();
}

function buildComparison(comparison: ModelComparison): NonNullable<ModelsResponse['comparison']> {
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
function buildLine({ derived }: LiveProject): ModelsResponse['line'] {
  const measured = derived.summarizeModels().filter(({ gaps }) => gaps.length > 0);
  const line = fitRobustnessLine(
    measured.map(({ accuracyTop, accuracyBottom }) => ({ top: accuracyTop, bottom: accuracyBottom })),
  );
  return Number.isNaN(line.slope) ? null : line;
}
