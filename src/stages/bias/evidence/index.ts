export {
  type ClassEvidenceValues,
  type ClassPlan,
  gatherClassValues,
} from './class-values.js';
export { decideFinding } from './finding.js';
export { measureEvidence } from './measure-evidence.js';
export { DEFAULT_DRAWS } from './permutation.js';
