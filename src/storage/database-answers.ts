/**
 * People's answers in the database: nothing is ever deleted, the newest answer of a worker on a pair is the current one.
 * In: a connection inside a transaction and answers. Out: counts, or current answers. Derives no verdict.
 */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Answer, AnswerChoice } from '../records/annotation.js';

/** What became of answers that were handed in. */
export interface AnswerImport {
  /** New ones, and ones that replaced an earlier answer. */
  added: number;
  /** Ones that were there already. */
  duplicates: number;
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
}

export function appendAnswers(
  connection: DatabaseSyncInstance,
  answers: Iterable<Answer>,
  importName: string,
): AnswerImport {
  const { lastInsertRowid: importId } = connection
    .prepare('INSERT INTO answer_imports (name, imported_at) VALUES (?, ?)')
    .run(importName, new Date().toISOString());
  const findCurrent = connection.prepare(
    'SELECT * FROM answers WHERE class_index = ? AND feature = ? AND worker_id = ? AND is_current',
  );
  const retire = connection.prepare('UPDATE answers SET is_current = 0 WHERE answer_id = ?');
  const insert = connection.prepare(
    `INSERT INTO answers (import_id, worker_id, wordnet_id, class_index, feature, feature_rank, main, confidence, reasons)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const result: AnswerImport = { added: 0, duplicates: 0 };
  for (const answer of answers) {
    const { workerId, wordnetId, classIndex, feature, featureRank, main, confidence, reasons } = answer;
    const current = findCurrent.get(classIndex, feature, workerId) as AnswerRow | undefined;
    if (current !== undefined && hasEqualContent(toAnswer(current), answer)) {
      result.duplicates++;
      continue;
    }
    if (current !== undefined) retire.run(current.answer_id);
    insert.run(importId, workerId, wordnetId, classIndex, feature, featureRank, main, confidence, reasons);
    result.added++;
  }
  return result;
}

export function readAnswers(connection: DatabaseSyncInstance): Answer[] {
  const rows = connection.prepare('SELECT * FROM answers WHERE is_current ORDER BY answer_id').all();
  return (rows as AnswerRow[]).map(toAnswer);
}

function toAnswer(row: AnswerRow): Answer {
  return {
    workerId: row.worker_id,
    wordnetId: row.wordnet_id,
    classIndex: row.class_index,
    feature: row.feature,
    featureRank: row.feature_rank,
    main: row.main,
    confidence: row.confidence,
    reasons: row.reasons,
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
