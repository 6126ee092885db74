export { computeFleissKappa, type FleissKappa } from './agreement.js';
export { type AnswerProblem, formatAnswers, type ParsedAnswers, parseAnswers } from './answers.js';
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
export { type AnnotationSummary, summarizeAnnotations } from './summary.js';
export { mergeVerdicts, tallyVerdicts } from './verdicts.js';
