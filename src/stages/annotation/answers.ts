/**
 * The exchange format of answers (docs/formats/answers.md, A1 to A3, A10): the CSV layout of the earlier study's Mechanical Turk batches.
 * Text enters or leaves; rows that make no sense come back as problems with their line, never silently dropped.
 * Judges nothing: several answers of one worker to one pair are all kept.
 */
import { stringify } from 'csv-stringify/sync';
import { StageError } from '../../base/errors.js';
import { isPlainText } from '../../base/plain-text.js';
import { ANSWER_CHOICES, type Answer, type AnswerChoice } from '../../records/annotation.js';
import type { ImportedAnswer } from '../../records/judgement.js';
import { isPersonName, MOST_CONFIDENCE } from '../../records/limits.js';
import { defuseFormula, parseDelimited } from '../../tables/index.js';

/** Column of the file for each member of an answer, in the order in which they are written. */
const COLUMNS = {
  workerId: 'WorkerId',
  wordnetId: 'Input.wordnet_id',
  classIndex: 'Input.class_index',
  feature: 'Input.feature_index',
  featureRank: 'Input.feature_rank',
  main: 'Answer.main',
  confidence: 'Answer.confidence',
  reasons: 'Answer.reasons',
} as const satisfies Record<keyof Answer, string>;

/** Columns of the same batches that a file need not have. */
const TIME_COLUMNS = {
  seconds: 'WorkTimeInSeconds',
  answeredAt: 'SubmitTime',
} as const satisfies Record<Exclude<keyof ImportedAnswer, keyof Answer | 'isBlind'>, string>;

/** Beside them, in files of answers of which it is known: whether they were given blind (A10). */
const BLIND_COLUMN = 'Answer.blind';
const BLIND_WORDS = { yes: true, no: false } as const;

/** "Sat Oct 02 16:32:14 PDT 2021", or ISO 8601, a time of day with its zone; other dates may mean two moments. */
const KNOWN_TIME =
  /^(?:[A-Z][a-z]{2} ){2}\d\d? [\d:]{8} [A-Z]{3,4} \d{4}$|^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A row that was left out. */
export interface AnswerProblem {
  /** Line on which the row begins, from 1. */
  line: number;
  reason: string;
}

/** What the workspace has; undefined where any number may be meant. */
interface AnswerBounds {
  classCount?: number;
  featureCount?: number;
}

/** What a file of answers held. */
export interface ParsedAnswers {
  /** In file order. */
  answers: ImportedAnswer[];
  problems: AnswerProblem[];
}

/**
 * Reads answers from the text of a table. Columns may stand in any order and others may stand between them; whole numbers may be
 * written as `4.0`; line breaks within reasons become `\n`. An empty rank or confidence becomes 0 (unknown).
 * With `classCount` and `featureCount`, indices beyond them are problems.
 * @throws StageError `answers-columns` naming missing columns, DatasetError `table-malformed` where a quote stays open.
 */
export function parseAnswers(csvText: string, bounds: AnswerBounds = {}): ParsedAnswers {
  const { columns, rows, malformed } = parseDelimited(csvText, 'The file of answers');
  assertColumns(columns);
  const answers: ImportedAnswer[] = [];
  const problems: AnswerProblem[] = malformed.map(({ line, reason }) => ({ line, reason }));
  for (const { line, values } of rows) {
    const cell = (member: keyof Answer) => values[COLUMNS[member]]!;
    const result = toAnswer(cell, bounds);
    const blind = (values[BLIND_COLUMN] ?? '').trim().toLowerCase();
    if (typeof result === 'string') problems.push({ line, reason: result });
    else if (blind === '') answers.push({ ...result, ...toTimes(values) });
    else if (blind === 'yes' || blind === 'no')
      answers.push({ ...result, ...toTimes(values), isBlind: BLIND_WORDS[blind] });
    else problems.push({ line, reason: `${BLIND_COLUMN} is "${blind}", not yes or no` });
  }
  return { answers, problems: problems.sort((a, b) => a.line - b.line) };
}

/**
 * Writes answers as CSV with a header line; `parseAnswers` reads them back (ids without surrounding blanks). Unknown times are empty;
 * whether answers were given blind is a last column, which is there where it is known of one.
 */
export function formatAnswers(answers: readonly ImportedAnswer[]): string {
  const members = Object.keys(COLUMNS) as (keyof Answer)[];
  const times = Object.keys(TIME_COLUMNS) as (keyof typeof TIME_COLUMNS)[];
  const isUnknown = (answer: Answer, member: keyof Answer) =>
    (member === 'featureRank' || member === 'confidence') && answer[member] === 0;
  const isKnown = answers.some(({ isBlind }) => typeof isBlind === 'boolean');
  const toBlindCell = ({ isBlind }: (typeof answers)[number]) =>
    typeof isBlind === 'boolean' ? (isBlind ? 'yes' : 'no') : '';
  const rows = answers.map((answer) => [
    ...members.map((member) => {
      const value = isUnknown(answer, member) ? '' : answer[member];
      return typeof value === 'string' ? defuseFormula(value) : value;
    }),
    ...times.map((member) => answer[member] ?? ''),
    ...(isKnown ? [toBlindCell(answer)] : []),
  ]);
  return stringify([
    [...Object.values(COLUMNS), ...Object.values(TIME_COLUMNS), ...(isKnown ? [BLIND_COLUMN] : [])],
    ...rows,
  ]);
}

function assertColumns(names: readonly string[]): void {
  const missing = Object.values(COLUMNS).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new StageError('answers-columns', {
      what: `The answers lack the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`,
      why: `Answers are exchanged with the columns ${Object.values(COLUMNS).join(',')}.`,
      next: 'Add what is missing; cells of rank, confidence, wordnet id and reasons may be empty.',
    });
  }
}

/** One row as an answer, or the reason why it is none. */
function toAnswer(
  rawCell: (member: keyof Answer) => string,
  { classCount = Number.POSITIVE_INFINITY, featureCount = Number.POSITIVE_INFINITY }: AnswerBounds,
): Answer | string {
  const cell = (member: keyof Answer) => rawCell(member).trim();
  const main = cell('main').toLowerCase();
  const isChoice = (text: string): text is AnswerChoice =>
    (ANSWER_CHOICES as readonly string[]).includes(text);
  if (!isChoice(main)) {
    return `${COLUMNS.main} is "${cell('main')}", not one of ${ANSWER_CHOICES.join(', ')}`;
  }
  const classIndex = parseWhole(cell('classIndex'));
  if (!isIndex(classIndex))
    return `${COLUMNS.classIndex} is "${cell('classIndex')}", not a whole number from 0`;
  if (classIndex >= classCount)
    return `${COLUMNS.classIndex} is ${classIndex}, but there are ${classCount} classes`;
  const feature = parseWhole(cell('feature'));
  if (!isIndex(feature)) return `${COLUMNS.feature} is "${cell('feature')}", not a whole number from 0`;
  if (feature >= featureCount)
    return `${COLUMNS.feature} is ${feature}, but the features are 0 to ${featureCount - 1}`;
  const featureRank = parseWhole(cell('featureRank') || '0');
  if (!isIndex(featureRank) || featureRank > featureCount)
    return `${COLUMNS.featureRank} is "${cell('featureRank')}", not a rank`;
  const confidence = parseWhole(cell('confidence') || '0');
  if (!isIndex(confidence) || confidence > MOST_CONFIDENCE) {
    return `${COLUMNS.confidence} is "${cell('confidence')}", not a whole number from 1 to ${MOST_CONFIDENCE}`;
  }
  const workerId = cell('workerId');
  if (!isPersonName(workerId))
    return `${COLUMNS.workerId} is ${JSON.stringify(workerId)}, no name of a person`;
  const reasons = rawCell('reasons').replace(/\r\n?/g, '\n');
  if (!isPlainText(reasons)) return `${COLUMNS.reasons} holds characters that are no text`;
  return {
    workerId,
    wordnetId: cell('wordnetId'),
    classIndex,
    feature,
    featureRank,
    main,
    confidence,
    reasons,
  };
}

/** Times that the file says so that they can be read; the others are left out. */
function toTimes(values: Readonly<Record<string, string>>): Pick<ImportedAnswer, 'seconds' | 'answeredAt'> {
  const seconds = parseSeconds(values[TIME_COLUMNS.seconds] ?? '');
  const answeredAt = parseMoment(values[TIME_COLUMNS.answeredAt] ?? '');
  return { ...(seconds !== undefined && { seconds }), ...(answeredAt !== undefined && { answeredAt }) };
}

/** Seconds in digits; undefined for anything else. */
export function parseSeconds(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** A date that can mean one moment only, as ISO 8601 in UTC; undefined for anything else. */
export function parseMoment(text: string): string | undefined {
  const timeMs = KNOWN_TIME.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString() : undefined;
}

/** A whole number, also written `4.0` or `4,0`; NaN for everything else. */
export function parseWhole(text: string): number {
  return /^\d+(?:[.,]0*)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
}

/** True for a whole number from 0. */
export function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
