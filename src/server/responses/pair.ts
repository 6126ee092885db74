/**
 * Everything about one pair: its images, how its activation spreads, accuracy along it, what people said, where else it counts.
 * In: the engine and a pair. Out: `PairResponse`. Throws `class-unknown`, `feature-unknown`.
 */
import type { LiveProject } from '../../project/live/index.js';
import type {
  AdjudicationEntry,
  AnswerEntry,
  PairResponse,
  ValidationStanding,
} from '../../protocol/index.js';
import type { Pair } from '../../records/annotation.js';
import type { AnswerRecord } from '../../records/judgement.js';
import { PANEL_VARIANTS } from '../../records/judgement.js';
import { computeAccuracyBins } from './accuracy-bins.js';
import { buildExamples, readTrainingActivations } from './examples.js';
import { buildPairRow, buildStanding } from './standing.js';
import { buildValidationStanding } from './validation.js';

export async function buildPairResponse(
  live: LiveProject,
  classIndex: number,
  feature: number,
): Promise<PairResponse> {
  const pair = { classIndex, feature };
  // First: it refuses classes and features that are not there.
  const training = await readTrainingActivations(live, pair);
  const verdict = live.verdicts.find(pair);
  const isOther = (other: Pair) => other.feature !== feature;
  return {
    ...buildPairRow(live, pair),
    headWeight: live.derived.findImportant(pair)?.headWeight ?? null,
    basis: verdict?.basis ?? null,
    score: verdict?.score ?? null,
    ...buildExamples(live, pair, training),
    hasAttacks: live.facts.encoder !== null,
    answers: live.project.database
      .readAnswerHistory(classIndex, feature)
      .filter((answer) => isSeen(live, answer))
      .map(toAnswerEntry),
    adjudications: buildAdjudications(live, pair),
    histogram: await live.computeHistogram(pair),
    accuracy: await buildAccuracy(live, pair),
    siblings: live.derived
      .listPairs(classIndex)
      .filter(isOther)
      .map((other) => buildPairRow(live, other)),
    elsewhere: live.derived
      .listClassesOfFeature(feature)
      .filter((other) => other !== classIndex)
      .map((other) => buildStanding(live, { classIndex: other, feature })),
    validation: buildValidation(live, pair),
  };
}

function isSeen({ onlyOf }: LiveProject, { workerId }: { workerId: string }): boolean {
  return onlyOf === null || workerId === onlyOf.person;
}

function toAnswerEntry(record: AnswerRecord): AnswerEntry {
  const { workerId, main, confidence, reasons, answeredAt, isBlind, origin, state } = record;
  return { workerId, main, confidence, reasons, answeredAt, isBlind, origin, state };
}

function buildAdjudications({ project, onlyOf }: LiveProject, pair: Pair): AdjudicationEntry[] {
  if (onlyOf !== null) return [];
  return project.database
    .readAdjudicationHistory(pair)
    .map(({ verdict, decidedBy, reason, decidedAt, isCurrent }) => ({
      verdict,
      decidedBy,
      reason,
      decidedAt,
      isCurrent,
    }));
}

async function buildAccuracy(live: LiveProject, pair: Pair): Promise<PairResponse['accuracy']> {
  const split = live.facts.measuredSplit;
  const model = live.models[0];
  if (split === null || model === undefined) return null;
  const ranking = await live.rankByFeature(pair, split);
  if (ranking === null || ranking.images.length === 0) return null;
  const bins = computeAccuracyBins(live, [ranking], model.predictions);
  return { split, model: model.name, bins };
}

/** Of the variant with the most answers; both ask the same question. */
function buildValidation(live: LiveProject, pair: Pair): ValidationStanding | null {
  const all = live.project.database.readValidationAnswers(pair).filter((answer) => isSeen(live, answer));
  const byVariant = PANEL_VARIANTS.map((variant) => all.filter((answer) => answer.variant === variant));
  const [answers] = byVariant.sort((a, b) => b.length - a.length);
  return answers === undefined || answers.length === 0 ? null : buildValidationStanding(answers);
}
