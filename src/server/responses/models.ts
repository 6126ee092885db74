/**
 * Models side by side: accuracies at both ends, gaps per class, how far they agree; what corruptions cost them.
 * In: the engine. Out: `ModelsResponse`, matrices parallel to its models and classes; `SensitivitiesResponse`.
 */
import {
  type ModelCard,
  NO_MODELS,
  readSensitivities,
  toModelNumbers,
  toModelStudy,
} from '../../project/index.js';
import type { LiveProject } from '../../project/live/index.js';
import type {
  ModelNumbers,
  ModelStudy,
  ModelsResponse,
  SensitivitiesResponse,
} from '../../protocol/index.js';
import { WITHHELD } from '../../words/index.js';

export function buildModelsResponse(live: LiveProject): ModelsResponse {
  return { ...buildStudy(live), reason: explainNoGaps(live) };
}

export function buildModelNumbers({ derived, models }: LiveProject): ModelNumbers[] {
  return toModelNumbers(derived.summarizeModels(), models.map(toCard));
}

/** What the last `corrupt` found, as far as models and verdicts are still the same. */
export async function buildSensitivitiesResponse({
  project,
  onlyOf,
}: LiveProject): Promise<SensitivitiesResponse> {
  if (onlyOf !== null) return { sensitivities: [], outdatedCount: 0, withheld: WITHHELD };
  return { ...(await readSensitivities(project)), withheld: null };
}

/** Why no gap can be measured; null where some can. */
export function explainNoGaps({ facts, models, derived }: LiveProject): string | null {
  if (facts.measuredSplit === null) return 'The data set has no validation or test images to measure on.';
  if (models.length === 0) return NO_MODELS;
  return derived.explainNoRanking();
}

function buildStudy({ facts, k, derived, models }: LiveProject): ModelStudy {
  return toModelStudy({
    split: facts.measuredSplit,
    k,
    models: derived.summarizeModels(),
    cards: models.map(toCard),
    comparison: derived.compareModels(),
    classes: derived.listSpuriousClasses(),
  });
}

function toCard({ kind, tags }: ModelCard): ModelCard {
  return { kind, tags };
}
