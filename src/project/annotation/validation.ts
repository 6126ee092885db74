/**
 * The second study in a workspace: which images stand in a pair's three panels, and what people say of them (paper I.2.2).
 * In: a pair, answers. Out: image indices, decisions. Draws no heatmap.
 */
import type { Pair } from '../../records/annotation.js';
import {
  PANEL_JUDGEMENTS,
  PANEL_VARIANTS,
  type PanelVariant,
  type ValidationAnswer,
} from '../../records/judgement.js';
import {
  chooseValidationPanels,
  decideValidation,
  PANEL_COUNT,
  PANEL_SIZE,
  toPairKey,
  type ValidationDecision,
  type ValidationPanels,
} from '../../stages/annotation/index.js';
import { listTrainingRows } from '../discovery/index.js';
import { readPairColumns } from '../features/index.js';
import {
  assertAnswer,
  assertPair,
  assertSeconds,
  assertWorker,
  type Project,
  toNow,
} from '../workspace/index.js';

const HEATMAP_COUNT = PANEL_COUNT * PANEL_SIZE;

/** The images of a pair's panels; null where its class has fewer than 15 training images. Throws `feature-unknown`. */
export async function readValidationPanels(
  project: Project,
  pair: Pair,
  options: { variant: PanelVariant; seed?: number },
): Promise<ValidationPanels | null> {
  assertPair(project, pair);
  const rows = (await listTrainingRows(project))[pair.classIndex]!;
  const { readActivations } = await readPairColumns(project, [pair]);
  const activations = readActivations(pair, rows);
  return chooseValidationPanels(pair, rows, activations, options);
}

/**
 * Stores an answer on a pair's panels, replacing the person's earlier one in the same variant, and returns what all answers say now.
 * Throws `class-unknown`, `answer-malformed`.
 */
export function addValidationAnswer(
  project: Project,
  given: Omit<ValidationAnswer, 'answeredAt'>,
): ValidationDecision {
  assertPair(project, given);
  assertWorker(given.workerId);
  assertAnswer(PANEL_VARIANTS.includes(given.variant), `${JSON.stringify(given.variant)} is no variant`);
  assertAnswer(PANEL_JUDGEMENTS.includes(given.judgement), `${JSON.stringify(given.judgement)} is no answer`);
  assertSeconds(given.seconds);
  const different = [...new Set(given.different)].sort((a, b) => a - b);
  const isPosition = (position: number) =>
    Number.isInteger(position) && position >= 0 && position < HEATMAP_COUNT;
  assertAnswer(
    different.every(isPosition),
    `heatmaps are numbered 0 to ${HEATMAP_COUNT - 1}, not ${different.join(', ')}`,
  );
  project.database.storeValidationAnswer({ ...given, different, answeredAt: toNow() });
  return readValidationDecision(project, given, given.variant);
}

/** What the answers on a pair's panels say so far. */
export function readValidationDecision(
  { database }: Project,
  pair: Pair,
  variant: PanelVariant,
): ValidationDecision {
  return decideValidation(database.readValidationAnswers(pair).filter((one) => one.variant === variant));
}

export interface ValidatedPair extends Pair, ValidationDecision {
  variant: PanelVariant;
}

/** The decision on every pair and variant that has answers, in the order of their first current answers. */
export function listValidatedPairs({ database }: Project): ValidatedPair[] {
  const groups = new Map<string, ValidationAnswer[]>();
  for (const answer of database.readValidationAnswers()) {
    const key = `${toPairKey(answer)}/${answer.variant}`;
    const group = groups.get(key);
    if (group) group.push(answer);
    else groups.set(key, [answer]);
  }
  return [...groups.values()].map((answers) => {
    const { classIndex, feature, variant } = answers[0]!;
    return { classIndex, feature, variant, ...decideValidation(answers) };
  });
}
