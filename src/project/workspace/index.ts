/** An open workspace, and what belongs to it as a whole: jobs, saved views, verdicts, settings. */

export { toClassCells } from './class-cells.js';
export { type ClassChoice, findClass } from './find-class.js';
export { cancelQueuedJob, createJob, interruptJobs, runJob } from './jobs.js';
export {
  assertAnswer,
  assertFeature,
  assertPair,
  assertRank,
  assertSeconds,
  assertText,
  assertWorker,
  isCount,
  toNow,
} from './judgement-input.js';
export { createKeeper } from './kept.js';
export { describeSetAside } from './known-pairs.js';
export {
  assertClassIndex,
  chooseMeasuredSplit,
  chooseWorkspaceFolder,
  findImage,
  listLabels,
  listUsableRows,
  type OpenDataset,
  openOrCreateProject,
  openProject,
  type Project,
} from './project.js';
export {
  formatCommand,
  hashPart,
  type PartReader,
  quoteWord,
  RANKING_PARTS,
  readParts,
  readProjectTables,
  WORKSPACE_PARTS,
  writeProjectTables,
} from './table-writing.js';
export { listSetAside, readKnownAnswers, readPairVerdict, readVerdicts } from './verdicts.js';
export { FEATURE_LIBRARIES, PROGRAM_VERSION } from './version.js';
export { readSettings, saveView, updateSettings } from './views.js';
