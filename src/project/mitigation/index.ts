/** Tuned heads and networks: made, compared, exported. */

export {
  type MitigateReport,
  mitigateProject,
  readMitigation,
  TUNED_HEAD_NAME,
  toMitigationPath,
  toMitigationRows,
} from './mitigation.js';
export { readMitigationInput } from './mitigation-input.js';
export {
  type SweepChoice,
  type SweepReport,
  sweepProject,
  toSweepRows,
} from './mitigation-sweep.js';
export { exportModelCard } from './tuned-card.js';
export {
  DEFAULT_TUNED_EXPORT,
  exportTuned,
  type TunedExport,
} from './tuned-export.js';
export {
  exportTunedHead,
  exportTunedModel,
  exportTunedWeights,
  openTunedModel,
  type TunedModel,
} from './tuned-model.js';
