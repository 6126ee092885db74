/**
 * What people found about the heatmaps of a pair.
 * In: current answers in one variant of the panels. Out: `ValidationStanding`.
 */
import type { ValidationStanding } from '../../protocol/index.js';
import type { ValidationAnswer } from '../../records/judgement.js';
import { decideValidation } from '../../stages/annotation/index.js';

export function buildValidationStanding(answers: readonly ValidationAnswer[]): ValidationStanding {
  const decision = decideValidation(answers);
  const count = (judgement: ValidationAnswer['judgement']) =>
    answers.filter((answer) => answer.judgement === judgement).length;
  return {
    answers: answers.length,
    same: count('same'),
    different: count('different'),
    unclear: count('unclear'),
    marks: decision.differentCounts,
    isValidated: decision.isFinal ? decision.isValidated : null,
  };
}
