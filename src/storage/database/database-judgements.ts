/**
 * Pairs that people passed over, pairs that a person settled, answers on the panels of heatmaps, and who chose to see what others
 * answered (rules W57 to W59, W86).
 * In: records. Out: the same records, current ones or whole histories. Decides nothing.
 */
import type { Pair } from '../../records/annotation.js';
import type {
  Adjudication,
  Dated,
  PanelJudgement,
  Skip,
  Unblinding,
  ValidationAnswer,
} from '../../records/judgement.js';
import type { Transactions } from './database-transactions.js';

/** What the database knows of skips, adjudications and panels. */
export interface JudgementTables {
  /** Notes that a person passed over a pair; false when that was noted before. */
  addSkip(skip: Skip): boolean;
  /** Forgets that a person passed over a pair; false when they had not. */
  removeSkip(skip: Pair & { workerId: string }): boolean;
  /** Ascending by class, then feature; of one worker, or of all. */
  readSkips(workerId?: string): Skip[];
  /** Notes that a person chose to see what others answered; false when that was noted before. Nothing takes it back. */
  addUnblinding(unblinding: Unblinding): boolean;
  isUnblinded(workerId: string): boolean;
  /** By name. */
  readUnblindings(): Unblinding[];
  /** Settles a pair, or withdraws what settled it (verdict null); what held before stays in the history. False for what holds already. */
  writeAdjudication(adjudication: Adjudication): boolean;
  /** Several at once, all or none; returns how many were new. */
  writeAdjudications(adjudications: Iterable<Adjudication>): number;
  /** Those that hold: current and not withdrawn; ascending by class, then feature. */
  readAdjudications(): Adjudication[];
  /** The one that holds for a pair; null without one. */
  readAdjudication(pair: Pair): Adjudication | null;
  /** Oldest first, withdrawals included. */
  readAdjudicationHistory(pair: Pair): Dated<Adjudication>[];
  /** Adds an answer on panels, replacing the worker's earlier one on the same panels; false for a repeated one. */
  storeValidationAnswer(answer: ValidationAnswer): boolean;
  /** Several at once, all or none; returns how many were new. */
  storeValidationAnswers(answers: Iterable<ValidationAnswer>): number;
  /** Current answers on panels, in the order in which they came; of one pair, or of all. */
  readValidationAnswers(pair?: Pair): ValidationAnswer[];
  /** Every answer on the panels of a pair, oldest first. */
  readValidationHistory(pair: Pair): Dated<ValidationAnswer>[];
}

interface AdjudicationRow {
  adjudication_id: number;
  class_index: number;
  feature: number;
  verdict: Adjudication['verdict'];
  decided_by: string;
  reason: string;
  decided_at: string;
  is_current: number;
}

interface ValidationRow {
  validation_id: number;
  worker_id: string;
  class_index: number;
  feature: number;
  variant: ValidationAnswer['variant'];
  different: string;
  judgement: PanelJudgement;
  seconds: number | null;
  answered_at: string;
  is_current: number;
}

/** The judgements of one database. */
export function createJudgementTables(transactions: Transactions): JudgementTables {
  return {
    ...createSkipTable(transactions),
    ...createUnblindingTable(transactions),
    ...createAdjudicationTable(transactions),
    ...createValidationTable(transactions),
  };
}

function createSkipTable({ change, read, prepare }: Transactions) {
  const columns =
    'worker_id AS workerId, class_index AS classIndex, feature, skipped_at AS skippedAt FROM skips';
  return {
    addSkip: ({ workerId, classIndex, feature, skippedAt }: Skip): boolean =>
      change('Writing a skip to', () => {
        const insert = prepare('INSERT OR IGNORE INTO skips VALUES (?, ?, ?, ?)');
        return insert.run(workerId, classIndex, feature, skippedAt).changes > 0;
      }),
    removeSkip: ({ workerId, classIndex, feature }: Pair & { workerId: string }): boolean =>
      change('Removing a skip from', () => {
        const remove = prepare('DELETE FROM skips WHERE worker_id = ? AND class_index = ? AND feature = ?');
        return remove.run(workerId, classIndex, feature).changes > 0;
      }),
    readSkips: (workerId?: string): Skip[] =>
      read(() =>
        workerId === undefined
          ? prepare(`SELECT ${columns} ORDER BY class_index, feature, worker_id`).all()
          : prepare(`SELECT ${columns} WHERE worker_id = ? ORDER BY class_index, feature`).all(workerId),
      ) as Skip[],
  };
}

function createUnblindingTable({ change, read, prepare }: Transactions) {
  const columns = 'worker_id AS workerId, unblinded_at AS unblindedAt FROM unblindings';
  return {
    addUnblinding: ({ workerId, unblindedAt }: Unblinding): boolean =>
      change('Writing a choice to', () => {
        const insert = prepare('INSERT OR IGNORE INTO unblindings VALUES (?, ?)');
        return insert.run(workerId, unblindedAt).changes > 0;
      }),
    isUnblinded: (workerId: string): boolean =>
      read(() => prepare(`SELECT ${columns} WHERE worker_id = ?`).get(workerId) !== undefined),
    readUnblindings: (): Unblinding[] =>
      read(() => prepare(`SELECT ${columns} ORDER BY worker_id`).all()) as Unblinding[],
  };
}

function createAdjudicationTable({ change, read, prepare }: Transactions) {
  const findCurrent = ({ classIndex, feature }: Pair) =>
    prepare('SELECT * FROM adjudications WHERE class_index = ? AND feature = ? AND is_current').get(
      classIndex,
      feature,
    ) as AdjudicationRow | undefined;
  function write(adjudication: Adjudication): boolean {
    const { classIndex, feature, verdict, decidedBy, reason, decidedAt } = adjudication;
    const current = findCurrent(adjudication);
    const isWithdrawn = verdict === null && (current === undefined || current.verdict === null);
    const isEqual =
      current?.verdict === verdict && current.decided_by === decidedBy && current.reason === reason;
    if (isWithdrawn || isEqual) return false;
    if (current !== undefined) {
      prepare('UPDATE adjudications SET is_current = 0 WHERE adjudication_id = ?').run(
        current.adjudication_id,
      );
    }
    prepare(
      `INSERT INTO adjudications (class_index, feature, verdict, decided_by, reason, decided_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(classIndex, feature, verdict, decidedBy, reason, decidedAt);
    return true;
  }
  return {
    writeAdjudication: (adjudication: Adjudication): boolean =>
      change('Writing a decision to', () => write(adjudication)),
    writeAdjudications: (adjudications: Iterable<Adjudication>): number =>
      change('Writing decisions to', () => countTrue(adjudications, write)),
    readAdjudications: (): Adjudication[] =>
      read(() => {
        const where = 'is_current AND verdict IS NOT NULL ORDER BY class_index, feature';
        return (prepare(`SELECT * FROM adjudications WHERE ${where}`).all() as AdjudicationRow[]).map(
          toAdjudication,
        );
      }),
    readAdjudication: (pair: Pair): Adjudication | null =>
      read(() => {
        const row = findCurrent(pair);
        return row === undefined || row.verdict === null ? null : toAdjudication(row);
      }),
    readAdjudicationHistory: ({ classIndex, feature }: Pair): Dated<Adjudication>[] =>
      read(() => {
        const where = 'class_index = ? AND feature = ? ORDER BY adjudication_id';
        const rows = prepare(`SELECT * FROM adjudications WHERE ${where}`).all(classIndex, feature);
        return (rows as AdjudicationRow[]).map((row) => ({
          ...toAdjudication(row),
          isCurrent: row.is_current === 1,
        }));
      }),
  };
}

function createValidationTable({ change, read, prepare }: Transactions) {
  function store(answer: ValidationAnswer): boolean {
    const { classIndex, feature, variant, workerId, judgement, seconds, answeredAt } = answer;
    const different = JSON.stringify(answer.different);
    const where = 'class_index = ? AND feature = ? AND variant = ? AND worker_id = ? AND is_current';
    const key = [classIndex, feature, variant, workerId];
    const current = prepare(`SELECT * FROM validation_answers WHERE ${where}`).get(...key) as
      | ValidationRow
      | undefined;
    if (current?.judgement === judgement && current.different === different) return false;
    if (current !== undefined) {
      prepare('UPDATE validation_answers SET is_current = 0 WHERE validation_id = ?').run(
        current.validation_id,
      );
    }
    prepare(
      `INSERT INTO validation_answers
       (class_index, feature, variant, worker_id, different, judgement, seconds, answered_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(...key, different, judgement, seconds, answeredAt);
    return true;
  }
  return {
    storeValidationAnswer: (answer: ValidationAnswer): boolean =>
      change('Writing an answer to', () => store(answer)),
    storeValidationAnswers: (answers: Iterable<ValidationAnswer>): number =>
      change('Writing answers to', () => countTrue(answers, store)),
    readValidationAnswers: (pair?: Pair): ValidationAnswer[] =>
      read(() => {
        const select = 'SELECT * FROM validation_answers WHERE is_current';
        const rows =
          pair === undefined
            ? prepare(`${select} ORDER BY validation_id`).all()
            : prepare(`${select} AND class_index = ? AND feature = ? ORDER BY validation_id`).all(
                pair.classIndex,
                pair.feature,
              );
        return (rows as ValidationRow[]).map(toValidationAnswer);
      }),
    readValidationHistory: ({ classIndex, feature }: Pair): Dated<ValidationAnswer>[] =>
      read(() => {
        const where = 'class_index = ? AND feature = ? ORDER BY validation_id';
        const rows = prepare(`SELECT * FROM validation_answers WHERE ${where}`).all(classIndex, feature);
        return (rows as ValidationRow[]).map((row) => ({
          ...toValidationAnswer(row),
          isCurrent: row.is_current === 1,
        }));
      }),
  };
}

/** How many of the records `write` took. */
function countTrue<T>(records: Iterable<T>, write: (record: T) => boolean): number {
  let count = 0;
  for (const record of records) if (write(record)) count += 1;
  return count;
}

function toAdjudication(row: AdjudicationRow): Adjudication {
  return {
    classIndex: row.class_index,
    feature: row.feature,
    verdict: row.verdict,
    decidedBy: row.decided_by,
    reason: row.reason,
    decidedAt: row.decided_at,
  };
}

function toValidationAnswer(row: ValidationRow): ValidationAnswer {
  return {
    workerId: row.worker_id,
    classIndex: row.class_index,
    feature: row.feature,
    variant: row.variant,
    different: JSON.parse(row.different) as number[],
    judgement: row.judgement,
    seconds: row.seconds,
    answeredAt: row.answered_at,
  };
}
