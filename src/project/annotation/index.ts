/** Answers, verdicts and the tables that follow them. */
export {
  type AnnotateSummary,
  annotateAutomatically,
  exportAnswers,
  importAnswers,
  readAnnotationStatus,
  writeAnnotations,
} from './annotation.js';
export { addAnswer, exportTemplate, listPairs } from './answering.js';
export { toCollisionCells, writeCollisions } from './collisions.js';
export {
  exportDecisions,
  exportValidation,
  importJudgements,
  listImports,
  undoImport,
} from './exchange.js';
export {
  adjudicate,
  assertNotAnswered,
  type GivenAnswer,
  listDisputedPairs,
  listNextPairs,
  readPairHistory,
  retractAnswer,
  skipPair,
  storeAnswer,
  unblind,
  unskipPair,
} from './judgements.js';
export { listMaskedRows, measureEvidenceAgreements } from './judging.js';
export {
  addValidationAnswer,
  listValidatedPairs,
  readValidationDecision,
  readValidationPanels,
} from './validation.js';
