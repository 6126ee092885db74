/**
 * What people judged, as files: answers, decisions by hand, answers on panels of heatmaps; out, in, and back out again.
 * In: text whose columns say what it holds (rule A9). Out: judgements in the database, or the text. Writes no tables.
 */
import { UsageError } from '../../base/errors.js';
import {
  type AnswerProblem,
  detectJudgementFile,
  formatDecisions,
  formatValidation,
  type JudgementFileKind,
  parseDecisions,
  parseValidation,
} from '../../stages/annotation/index.js';
import type { LabelReading } from '../../stages/dataset/index.js';
import type { AnswerImportRecord } from '../../storage/index.js';
import { type Project, toNow } from '../workspace/index.js';
import { importAnswers } from './annotation.js';
import { APP_ORIGIN, COMMAND_LINE_ORIGIN } from './origins.js';

export interface JudgementImport {
  kind: JudgementFileKind;
  added: number;
  /** Those that were here already. */
  duplicates: number;
  problems: AnswerProblem[];
}

/** Takes in a file of any of the three kinds; the same file twice adds nothing. Throws as `importAnswers`. */
export function importJudgements(
  project: Project,
  text: string,
  name: string,
  labelsAre?: LabelReading,
): JudgementImport {
  const kind = detectJudgementFile(text);
  if (kind === 'answers') return { kind, ...importAnswers(project, text, name, labelsAre) };
  const { classes } = project.readDataset();
  const bounds = { classes, featureCount: project.readFeatureCount() };
  const now = toNow();
  if (kind === 'decisions') {
    const { records, problems } = parseDecisions(text, bounds);
    const dated = records.map((one) => ({ ...one, decidedAt: one.decidedAt ?? now }));
    const added = project.database.writeAdjudications(dated);
    return { kind, added, duplicates: records.length - added, problems };
  }
  const { records, problems } = parseValidation(text, bounds);
  const dated = records.map((one) => ({ ...one, answeredAt: one.answeredAt ?? now }));
  const added = project.database.storeValidationAnswers(dated);
  return { kind, added, duplicates: records.length - added, problems };
}

/** The decisions that hold, as CSV. */
export function exportDecisions(project: Project): { text: string; count: number } {
  const decisions = project.database.readAdjudications();
  return { text: formatDecisions(decisions, project.readDataset().classes), count: decisions.length };
}

/** The current answers on panels, as CSV. */
export function exportValidation({ database }: Project): { text: string; count: number } {
  const answers = database.readValidationAnswers();
  return { text: formatValidation(answers), count: answers.length };
}

/** Imports of answers that can be taken back, newest first. */
export function listImports({ database }: Project): AnswerImportRecord[] {
  return database.readImports().filter(({ name }) => name !== APP_ORIGIN && name !== COMMAND_LINE_ORIGIN);
}

/**
 * Takes back every answer of an import, whose replaced answers hold again; nothing is deleted. Returns how many.
 * Throws `import-unknown` where none of it is left.
 */
export function undoImport(project: Project, importId: number): number {
  if (!listImports(project).some((one) => one.importId === importId)) {
    throw new UsageError('import-unknown', {
      status: 404,
      what: `There is no import ${importId} of answers that could be taken back.`,
    });
  }
  return project.database.retractImport(importId, toNow());
}
