/**
 * The exchange format of answers (SPEC section 4): the CSV layout of the earlier study's Mechanical Turk batches.
 * Text enters or leaves; rows that make no sense come back as problems with their line, never silently dropped.
 * Judges nothing: several answers of one worker to one pair are all kept.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { StageError } from '../../base/errors.js';
import { ANSWER_CHOICES, type Answer, type AnswerChoice } from '../../records/annotation.js';

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

const MAX_CONFIDENCE = 5;

/** A row that was left out. */
export interface AnswerProblem {
  /** Line on which the row begins, from 1. */
  line: number;
  reason: string;
}

export interface ParsedAnswers {
  /** In file order. */
  answers: Answer[];
  problems: AnswerProblem[];
}

/**
 * Reads answers from CSV text. Columns may stand in any order and others may stand between them; whole numbers may be
 * written as `4.0`; line breaks within reasons become `\n`. An empty rank or confidence becomes 0 (unknown).
 * With `classCount`, class indices beyond it are problems.
 * @throws StageError `answers-columns` naming missing columns, `answers-malformed` where the CSV itself is broken.
 */
export function parseAnswers(csvText: string, options: { classCount?: number } = {}): ParsedAnswers {
  const [header, ...rows] = parseRows(csvText);
  const places = locateColumns(header?.record ?? []);
  const answers: Answer[] = [];
  const problems: AnswerProblem[] = [];
  for (const { line, record } of rows) {
    const cell = (member: keyof Answer) => record[places[member]] ?? '';
    const result = toAnswer(cell, options.classCount ?? Number.POSITIVE_INFINITY);
    if (typeof result === 'string') problems.push({ line, reason: result });
    else answers.push(result);
  }
  return { answers, problems };
}

/** Writes answers as CSV with a header line; `parseAnswers` reads them back (ids without surrounding blanks). */
export function formatAnswers(answers: readonly Answer[]): string {
  const members = Object.keys(COLUMNS) as (keyof Answer)[];
  const isUnknown = (answer: Answer, member: keyof Answer) =>
    (member === 'featureRank' || member === 'confidence') && answer[member] === 0;
  const rows = answers.map((answer) =>
    members.map((member) => (isUnknown(answer, member) ? '' : answer[member])),
  );
  return stringify([Object.values(COLUMNS), ...rows]);
}

/** Splits the text into rows, each with the line on which it begins. */
function parseRows(csvText: string): { line: number; record: string[] }[] {
  try {
    const rows = parse(csvText.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    // `lines` counts to the row's end; the breaks inside its cells lead back to its beginning.
    return rows.map(({ info, record }) => ({
      record,
      line: info.lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0),
    }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new StageError('answers-malformed', {
      what: `The answers are not readable as CSV: ${cause.message}.`,
      next: 'Check the quotation marks near that line.',
      cause,
    });
  }
}

/** Place of every column in the header. */
function locateColumns(header: readonly string[]): Record<keyof Answer, number> {
  const names = header.map((name) => name.trim());
  const missing = Object.values(COLUMNS).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new StageError('answers-columns', {
      what: `The answers lack the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`,
      why: `Answers are exchanged with the columns ${Object.values(COLUMNS).join(',')}.`,
      next: 'Add what is missing; cells of rank, confidence, wordnet id and reasons may be empty.',
    });
  }
  const places = Object.entries(COLUMNS).map(([member, name]) => [member, names.indexOf(name)]);
  return Object.fromEntries(places) as Record<keyof Answer, number>;
}

/** One row as an answer, or the reason why it is none. */
function toAnswer(rawCell: (member: keyof Answer) => string, classCount: number): Answer | string {
  const cell = (member: keyof Answer) => rawCell(member).trim();
  const main = cell('main').toLowerCase();
  const isChoice = (text: string): text is AnswerChoice =>
    (ANSWER_CHOICES as readonly string[]).includes(text);
  if (!isChoice(main)) {
    return `${COLUMNS.main} is "${cell('main')}", not one of ${ANSWER_CHOICES.join(', ')}`;
  }
  const classIndex = toNumber(cell('classIndex'));
  if (!isIndex(classIndex))
    return `${COLUMNS.classIndex} is "${cell('classIndex')}", not a whole number from 0`;
  if (classIndex >= classCount)
    return `${COLUMNS.classIndex} is ${classIndex}, but there are ${classCount} classes`;
  const feature = toNumber(cell('feature'));
  if (!isIndex(feature)) return `${COLUMNS.feature} is "${cell('feature')}", not a whole number from 0`;
  const featureRank = toNumber(cell('featureRank') || '0');
  if (!isIndex(featureRank)) return `${COLUMNS.featureRank} is "${cell('featureRank')}", not a whole number`;
  const confidence = toNumber(cell('confidence') || '0');
  if (!isIndex(confidence) || confidence > MAX_CONFIDENCE) {
    return `${COLUMNS.confidence} is "${cell('confidence')}", not a whole number from 1 to ${MAX_CONFIDENCE}`;
  }
  return {
    workerId: cell('workerId'),
    wordnetId: cell('wordnetId'),
    classIndex,
    feature,
    featureRank,
    main,
    confidence,
    reasons: rawCell('reasons'),
  };
}

/** `Number`, except that an empty cell is no number. */
function toNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
