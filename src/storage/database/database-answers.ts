/**
 * People's answers in the database: nothing is ever deleted, the newest answer of a worker on a pair that was not taken back is
 * the current one (rules W52, W56). In: answers. Out: counts, votes, current answers, histories. Derives no verdict.
 */
import type { Answer, AnswerChoice, Pair, PairVotes } from '../../records/annotation.js';
import type { AnswerRecord, ImportedAnswer, TimedAnswer } from '../../records/judgement.js';
import type { Transactions } from './database-transactions.js';

/** What became of answers that were handed in. */
export interface AnswerImport {
  /** New ones, and ones that replaced an earlier answer. */
  added: number;
  /** Ones that were there already. */
  duplicates: number;
}

/** Answers that came together. */
export interface AnswerImportRecord {
  importId: number;
  /** What they came from. */
  name: string;
  importedAt: string;
  /** Those that were not taken back. */
  answerCount: number;
}

/** What became of one answer. */
export interface StoredAnswer {
  outcome: 'added' | 'replaced' | 'duplicate';
  /** Of the answer that holds now; what `retractAnswer` takes. */
  answerId: number;
}

/** What the database knows of answers. */
export interface AnswerTables {
  /**
   * Adds answers. One that repeats a worker's current answer on a pair counts as duplicate; one that differs replaces it,
   * and the old one stays in the history.
   * @param importName what the answers came from, for people: a file name
   */
  appendAnswers(answers: Iterable<ImportedAnswer>, importName: string): AnswerImport;
  /** Adds one answer under the same rules; all answers of one origin ("app") share one entry in the list of imports. */
  storeAnswer(answer: TimedAnswer, origin: string): StoredAnswer;
  /**
   * Takes an answer back; the one that it had replaced holds again, unless that was taken back too. Taking back twice changes nothing.
   * Null when there is no such answer.
   */
  retractAnswer(answerId: number, retractedAt: string): AnswerRecord | null;
  readAnswer(answerId: number): AnswerRecord | null;
  /** Takes back every answer of an import, each as `retractAnswer` does, and returns how many; 0 where there are none (any more). */
  retractImport(importId: number, retractedAt: string): number;
  /** Imports with answers that were not taken back, newest first. */
  readImports(): AnswerImportRecord[];
  /** Current answers in the order in which they came. */
  readAnswers(): TimedAnswer[];
  /** Current answers to one pair, in the order in which they came. */
  readPairAnswers(pair: Pair): TimedAnswer[];
  /** Every answer ever given to a pair, oldest first, with where it came from and whether it counts. */
  readAnswerHistory(classIndex: number, feature: number): AnswerRecord[];
  /** Votes of every pair with answers, ascending by class, then feature. */
  readVotes(): PairVotes[];
  /** Pairs that a worker has a current answer on, ascending by class, then feature. */
  readAnsweredPairs(workerId: string): Pair[];
}

interface AnswerRow {
  answer_id: number;
  worker_id: string;
  wordnet_id: string;
  class_index: number;
  feature: number;
  feature_rank: number;
  main: AnswerChoice;
  confidence: number;
  reasons: string;
  seconds: number | null;
  answered_at: string | null;
  is_blind: number | null;
}

interface HistoryRow extends AnswerRow {
  is_current: number;
  retracted_at: string | null;
  name: string;
  imported_at: string;
}

const INSERT_IMPORT = 'INSERT INTO answer_imports (name, imported_at) VALUES (?, ?)';
const FIND_IMPORT = 'SELECT import_id FROM answer_imports WHERE name = ? ORDER BY import_id LIMIT 1';
const FIND_CURRENT =
  'SELECT * FROM answers WHERE class_index = ? AND feature = ? AND worker_id = ? AND is_current';
const RETIRE = 'UPDATE answers SET is_current = 0 WHERE answer_id = ?';
const INSERT_ANSWER = `INSERT INTO answers
  (import_id, worker_id, wordnet_id, class_index, feature, feature_rank, main, confidence, reasons, seconds, answered_at,
   is_blind)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const RETRACT = 'UPDATE answers SET is_current = 0, retracted_at = ? WHERE answer_id = ?';
const RESTORE_LAST = `UPDATE answers SET is_current = 1 WHERE answer_id = (SELECT max(answer_id) FROM answers
  WHERE class_index = ? AND feature = ? AND worker_id = ? AND retracted_at IS NULL)`;
const LIST_IMPORTED =
  'SELECT answer_id FROM answers WHERE import_id = ? AND retracted_at IS NULL ORDER BY answer_id DESC';
const LIST_IMPORTS = `SELECT import_id AS importId, name, imported_at AS importedAt, count(*) AS answerCount
  FROM answer_imports JOIN answers USING (import_id) WHERE retracted_at IS NULL
  GROUP BY import_id ORDER BY import_id DESC`;
const HISTORY =
  'SELECT answers.*, name, imported_at FROM answers JOIN answer_imports USING (import_id) WHERE';

/** The answers of one database. Long: one statement of SQL after another, each a few lines. */
export function createAnswerTables({ change, read, prepare }: Transactions): AnswerTables {
  /** Adds one answer inside a transaction; `toImportId` is asked only when there is something to add. */
  function insertAnswer(answer: TimedAnswer, toImportId: () => number | bigint): StoredAnswer {
    const { workerId, wordnetId, classIndex, feature, featureRank, main, confidence, reasons } = answer;
    const current = prepare(FIND_CURRENT).get(classIndex, feature, workerId) as AnswerRow | undefined;
    if (current !== undefined && hasEqualContent(toAnswer(current), answer)) {
      return { outcome: 'duplicate', answerId: current.answer_id };
    }
    if (current !== undefined) prepare(RETIRE).run(current.answer_id);
    const pair = [classIndex, feature, featureRank];
    const content = [main, confidence, reasons, answer.seconds, answer.answeredAt, toFlag(answer.isBlind)];
    const { lastInsertRowid } = prepare(INSERT_ANSWER).run(
      ...[toImportId(), workerId, wordnetId, ...pair, ...content],
    );
    return { outcome: current === undefined ? 'added' : 'replaced', answerId: Number(lastInsertRowid) };
  }

  function createImport(name: string): number | bigint {
    return prepare(INSERT_IMPORT).run(name, new Date().toISOString()).lastInsertRowid;
  }

  function findOrCreateImport(name: string): number | bigint {
    const found = prepare(FIND_IMPORT).get(name) as { import_id: number } | undefined;
    return found?.import_id ?? createImport(name);
  }

  function readAnswer(answerId: number): AnswerRecord | null {
    const row = prepare(`${HISTORY} answer_id = ?`).get(answerId) as HistoryRow | undefined;
    return row === undefined ? null : toAnswerRecord(row);
  }

  function retractAnswer(answerId: number, retractedAt: string): AnswerRecord | null {
    const record = readAnswer(answerId);
    if (record === null || record.state === 'retracted') return record;
    prepare(RETRACT).run(retractedAt, answerId);
    if (record.state === 'current') {
      prepare(RESTORE_LAST).run(record.classIndex, record.feature, record.workerId);
    }
    return readAnswer(answerId);
  }

  return {
    appendAnswers: (answers, importName) =>
      change('Writing answers to', () => {
        let importId: number | bigint | null = null;
        const toImportId = () => {
          importId ??= createImport(importName);
          return importId;
        };
        const result: AnswerImport = { added: 0, duplicates: 0 };
        for (const answer of answers) {
          const timed = { seconds: null, answeredAt: null, isBlind: null, ...answer };
          const { outcome } = insertAnswer(timed, toImportId);
          result[outcome === 'duplicate' ? 'duplicates' : 'added'] += 1;
        }
        return result;
      }),
    storeAnswer: (answer, origin) =>
      change('Writing an answer to', () => insertAnswer(answer, () => findOrCreateImport(origin))),
    retractAnswer: (answerId, retractedAt) =>
      change('Taking back an answer in', () => retractAnswer(answerId, retractedAt)),
    retractImport: (importId, retractedAt) =>
      change('Taking back answers in', () => {
        const answers = prepare(LIST_IMPORTED).all(importId) as Pick<AnswerRow, 'answer_id'>[];
        for (const { answer_id } of answers) retractAnswer(answer_id, retractedAt);
        return answers.length;
      }),
    readImports: () => read(() => prepare(LIST_IMPORTS).all() as AnswerImportRecord[]),
    readAnswer: (answerId) => read(() => readAnswer(answerId)),
    readAnswers: () => read(() => toAnswers('SELECT * FROM answers WHERE is_current ORDER BY answer_id')),
    readPairAnswers: ({ classIndex, feature }) =>
      read(() => {
        const where = 'class_index = ? AND feature = ? AND is_current';
        return toAnswers(`SELECT * FROM answers WHERE ${where} ORDER BY answer_id`, classIndex, feature);
      }),
    readAnswerHistory: (classIndex, feature) =>
      read(() => {
        const sql = `${HISTORY} class_index = ? AND feature = ? ORDER BY answer_id`;
        return (prepare(sql).all(classIndex, feature) as HistoryRow[]).map(toAnswerRecord);
      }),
    readVotes: () =>
      read(
        () =>
          prepare(
            `SELECT class_index AS classIndex, feature, sum(main = 'main_object') AS votesCore,
             sum(main <> 'main_object') AS votesSpurious
             FROM answers WHERE is_current GROUP BY class_index, feature ORDER BY class_index, feature`,
          ).all() as PairVotes[],
      ),
    readAnsweredPairs: (workerId) =>
      read(
        () =>
          prepare(
            `SELECT class_index AS classIndex, feature FROM answers
             WHERE worker_id = ? AND is_current ORDER BY class_index, feature`,
          ).all(workerId) as Pair[],
      ),
  };

  function toAnswers(sql: string, ...parameters: number[]): TimedAnswer[] {
    return (prepare(sql).all(...parameters) as AnswerRow[]).map(toAnswer);
  }
}

function toAnswer(row: AnswerRow): TimedAnswer {
  return {
    workerId: row.worker_id,
    wordnetId: row.wordnet_id,
    classIndex: row.class_index,
    feature: row.feature,
    featureRank: row.feature_rank,
    main: row.main,
    confidence: row.confidence,
    reasons: row.reasons,
    seconds: row.seconds,
    answeredAt: row.answered_at,
    isBlind: row.is_blind === null ? null : row.is_blind === 1,
  };
}

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

function toAnswerRecord(row: HistoryRow): AnswerRecord {
  const retired = row.retracted_at === null ? 'replaced' : 'retracted';
  return {
    ...toAnswer(row),
    answerId: row.answer_id,
    state: row.is_current === 1 ? 'current' : retired,
    origin: row.name,
    // All answers of the app share one import, whose own time says nothing.
    storedAt: row.answered_at ?? row.imported_at,
    retractedAt: row.retracted_at,
  };
}

function hasEqualContent(a: Answer, b: Answer): boolean {
  return (
    a.main === b.main &&
    a.confidence === b.confidence &&
    a.reasons === b.reasons &&
    a.wordnetId === b.wordnetId &&
    a.featureRank === b.featureRank
  );
}
