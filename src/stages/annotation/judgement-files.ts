/**
 * The exchange formats of decisions by hand and of answers on panels of heatmaps (docs/formats/answers.md, A7 and A8).
 * Text enters or leaves; rows that make no sense come back as problems with their line. Stores and judges nothing.
 */
import { stringify } from 'csv-stringify/sync';
import { isPlainText } from '../../base/plain-text.js';
import type { ClassRecord } from '../../records/dataset.js';
import {
  type Adjudication,
  PANEL_JUDGEMENTS,
  PANEL_VARIANTS,
  type ValidationAnswer,
} from '../../records/judgement.js';
import { isPersonName } from '../../records/limits.js';
import { defuseFormula, listColumns, parseDelimited } from '../../tables/index.js';
import { type AnswerProblem, isIndex, parseMoment, parseSeconds, parseWhole } from './answers.js';
import { PANEL_COUNT, PANEL_SIZE } from './validation.js';

const DECISION_COLUMNS = [
  'class_index',
  'class_name',
  'feature',
  'verdict',
  'decided_by',
  'reason',
  'decided_at',
] as const;
const VALIDATION_COLUMNS = [
  'WorkerId',
  'Input.class_index',
  'Input.feature_index',
  'Input.variant',
  'Answer.different',
  'Answer.judgement',
  'WorkTimeInSeconds',
  'SubmitTime',
] as const;

/** Which of the three exchange formats a file has. */
export type JudgementFileKind = 'answers' | 'decisions' | 'validation';

/** What the workspace has; without features any number may be meant. */
export interface JudgementBounds {
  classes: readonly Pick<ClassRecord, 'name'>[];
  featureCount: number | null;
}

/** What a file held. */
export interface ParsedJudgements<T> {
  /** In file order; a time that the file does not say is null. */
  records: T[];
  problems: AnswerProblem[];
}

/** A decision as a file brings it; null where the file does not say when. */
export type ImportedDecision = Omit<Adjudication, 'decidedAt'> & { decidedAt: string | null };
/** An answer on panels as a file brings it; null where the file does not say when. */
export type ImportedValidation = Omit<ValidationAnswer, 'answeredAt'> & { answeredAt: string | null };

/** What a file holds, by its columns; answers where it is neither of the others. */
export function detectJudgementFile(text: string): JudgementFileKind {
  const names = new Set(listColumns(text));
  const has = (columns: readonly string[]) => columns.every((name) => names.has(name));
  if (has(['class_index', 'feature', 'verdict', 'decided_by'])) return 'decisions';
  return has(VALIDATION_COLUMNS.slice(0, 6)) ? 'validation' : 'answers';
}

/** Decisions that hold, one a pair. */
export function formatDecisions(
  decisions: readonly Adjudication[],
  classes: readonly Pick<ClassRecord, 'name'>[],
): string {
  const rows = decisions.map(({ classIndex, feature, verdict, decidedBy, reason, decidedAt }) => [
    ...[classIndex, defuseFormula(classes[classIndex]?.name ?? ''), feature, verdict],
    ...[defuseFormula(decidedBy), defuseFormula(reason), decidedAt],
  ]);
  return stringify([[...DECISION_COLUMNS], ...rows]);
}

/** Answers on panels, one a line. */
export function formatValidation(answers: readonly ValidationAnswer[]): string {
  const rows = answers.map((one) => [
    ...[defuseFormula(one.workerId), one.classIndex, one.feature, one.variant, one.different.join(' ')],
    ...[one.judgement, one.seconds ?? '', one.answeredAt],
  ]);
  return stringify([[...VALIDATION_COLUMNS], ...rows]);
}

/** Throws `table-malformed`. */
export function parseDecisions(text: string, bounds: JudgementBounds): ParsedJudgements<ImportedDecision> {
  return parseRows(text, 'The file of decisions', (cell) => {
    const pair = toPair(cell('class_index'), cell('feature'), bounds);
    if (typeof pair === 'string') return pair;
    const name = bounds.classes[pair.classIndex]!.name;
    const written = cell('class_name');
    if (written !== '' && written !== name && written !== defuseFormula(name)) {
      return `class ${pair.classIndex} is ${JSON.stringify(name)} here, not ${JSON.stringify(written)}`;
    }
    const verdict = (['core', 'spurious'] as const).find((one) => one === cell('verdict').toLowerCase());
    if (verdict === undefined) return `verdict is "${cell('verdict')}", not core or spurious`;
    const decidedBy = cell('decided_by');
    if (!isPersonName(decidedBy)) return `decided_by is ${JSON.stringify(decidedBy)}, no name of a person`;
    const reason = cell('reason');
    if (!isPlainText(reason)) return 'reason holds characters that are no text';
    return { ...pair, verdict, decidedBy, reason, decidedAt: parseMoment(cell('decided_at')) ?? null };
  });
}

/** Throws `table-malformed`. */
export function parseValidation(text: string, bounds: JudgementBounds): ParsedJudgements<ImportedValidation> {
  return parseRows(text, 'The file of answers on panels', (cell) => {
    const pair = toPair(cell('Input.class_index'), cell('Input.feature_index'), bounds);
    if (typeof pair === 'string') return pair;
    const workerId = cell('WorkerId');
    if (!isPersonName(workerId)) return `WorkerId is ${JSON.stringify(workerId)}, no name of a person`;
    const variant = PANEL_VARIANTS.find((one) => one === cell('Input.variant'));
    if (variant === undefined)
      return `Input.variant is "${cell('Input.variant')}", not ${PANEL_VARIANTS.join(' or ')}`;
    const judgement = PANEL_JUDGEMENTS.find((one) => one === cell('Answer.judgement'));
    if (judgement === undefined)
      return `Answer.judgement is "${cell('Answer.judgement')}", not one of ${PANEL_JUDGEMENTS.join(', ')}`;
    const different = cell('Answer.different').split(/\s+/).filter(Boolean).map(parseWhole);
    if (!different.every((place) => isIndex(place) && place < PANEL_COUNT * PANEL_SIZE))
      return `Answer.different is "${cell('Answer.different')}", not numbers of heatmaps from 0 to ${PANEL_COUNT * PANEL_SIZE - 1}`;
    return {
      ...pair,
      ...{ workerId, variant, judgement, different: [...new Set(different)].sort((a, b) => a - b) },
      seconds: parseSeconds(cell('WorkTimeInSeconds')) ?? null,
      answeredAt: parseMoment(cell('SubmitTime')) ?? null,
    };
  });
}

/** Each row by a function that gives the reason where it makes none of it. */
function parseRows<T extends object>(
  text: string,
  title: string,
  toRecord: (cell: (name: string) => string) => T | string,
): ParsedJudgements<T> {
  const { rows, malformed } = parseDelimited(text, title);
  const records: T[] = [];
  const problems: AnswerProblem[] = malformed.map(({ line, reason }) => ({ line, reason }));
  for (const { line, values } of rows) {
    const result = toRecord((name) => (values[name] ?? '').trim());
    if (typeof result === 'string') problems.push({ line, reason: result });
    else records.push(result);
  }
  return { records, problems: problems.sort((a, b) => a.line - b.line) };
}

function toPair(
  classText: string,
  featureText: string,
  { classes, featureCount }: JudgementBounds,
): { classIndex: number; feature: number } | string {
  const classIndex = parseWhole(classText);
  if (!isIndex(classIndex) || classIndex >= classes.length)
    return `the class is "${classText}", but there are ${classes.length} classes`;
  const feature = parseWhole(featureText);
  if (!isIndex(feature) || (featureCount !== null && feature >= featureCount))
    return `the feature is "${featureText}", which is none of this workspace`;
  return { classIndex, feature };
}
