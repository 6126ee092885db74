/**
 * What the evidence says of the first model, as the sentences of `words` take it.
 * In: the model's numbers, the evidence, what classes are called. Out: a statement and sentences. Decides nothing.
 */
import type { EvidenceResponse, ModelNumbers } from '../../../../src/protocol/index.js';
import { type GapStatement, listModelSentences, toModelStatement } from '../../../../src/words/index.js';

type NameOf = (classIndex: number) => string;

/** Null for a model without a gap. */
export function toStatement(
  model: ModelNumbers,
  response: EvidenceResponse,
  nameOf: NameOf,
): GapStatement | null {
  return toModelStatement(
    model,
    response.gaps.map(({ classIndex }) => classIndex),
    response,
    nameOf,
  );
}

/** The numbers behind the finding on it. */
export function listSentences(
  model: ModelNumbers,
  statement: GapStatement,
  response: EvidenceResponse,
  nameOf: NameOf,
): string[] {
  return listModelSentences(statement, model, response.gaps, response, nameOf);
}
