export { measureRaterAgreement } from './agreement.js';
export { type AnswerProblem, formatAnswers, parseAnswers } from './answers.js';
export {
  listOpenPairs,
  type Reservation,
} from './assignment.js';
export { DEFAULT_AUTOMATIC_IMAGES } from './automatic/automatic-verdict.js';
export {
  computeClassEvidence,
  computeClassWeights,
  computeEvidenceAgreement,
  type EvidentPair,
  removeFeature,
} from './automatic/class-evidence.js';
export { decideByFoundMasks } from './automatic/found-masks.js';
export {
  averageFrame,
  type FrameMap,
} from './automatic/frame-map.js';
export {
  computeGroupScore,
  DEFAULT_GROUP_AUROC,
  decideByGroup,
  isTiedToClasses,
} from './automatic/group-column.js';
export {
  computeObjectPreference,
  DEFAULT_OFF_OBJECT_SHARE,
  decideByMask,
  roundBox,
} from './automatic/object-mask.js';
export {
  computeSpuriousProbability,
  decideProvisionally,
} from './automatic/provisional.js';
export { PROVISIONAL_MODEL } from './automatic/provisional-model.js';
export {
  type ComposedActivations,
  computeSurroundingsShares,
  decideBySurroundings,
} from './automatic/surroundings.js';
export { findDisputedPairs, isVerdictDisputed } from './disputes.js';
export { computeFlipProbability } from './doubt.js';
export {
  detectJudgementFile,
  formatDecisions,
  formatValidation,
  type JudgementFileKind,
  parseDecisions,
  parseValidation,
} from './judgement-files.js';
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
  listProvisionalClasses,
  mergeVerdicts,
  tallyVerdicts,
} from './verdicts.js';
export { summarizeWorkers } from './work.js';
