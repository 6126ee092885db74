export { computeFleissKappa, type FleissKappa } from './agreement.js';
export { type AnswerProblem, formatAnswers, type ParsedAnswers, parseAnswers } from './answers.js';
export {
  ASSIGNMENT_ORDERS,
  type AssignmentInput,
  type AssignmentOrder,
  listOpenPairs,
  type Reservation,
} from './assignment.js';
export {
  averageFrame,
  computeGroupScore,
  computeMeanMap,
  computeOffObjectShare,
  DEFAULT_AUTOMATIC_IMAGES,
  DEFAULT_CORE_PREFERENCE,
  DEFAULT_GROUP_AUROC,
  DEFAULT_OFF_OBJECT_SHARE,
  decideByGroup,
  decideByMask,
  decideProvisionally,
  type FrameMap,
  type GroupScore,
  type MappedPair,
} from './automatic.js';
export { findDisputedPairs, isDisputed } from './disputes.js';
export { toPairKey } from './pairs.js';
export { type AnnotationSummary, summarizeAnnotations } from './summary.js';
export {
  chooseValidationPanels,
  decideValidation,
  FINAL_ANSWERS,
  PANEL_COUNT,
  PANEL_SIZE,
  type ValidationDecision,
  type ValidationPanels,
} from './validation.js';
export {
  countVotes,
  decideByAdjudication,
  decideByVotes,
  mergeVerdicts,
  tallyVerdicts,
} from './verdicts.js';
export { summarizeClassWork, summarizeWorkers, type Work } from './work.js';
