/**
 * What people decided about labels of images (rule W60).
 * In: decisions. Out: the current ones, or an image's history. Changes no label.
 */
import type { Dated, LabelDecision } from '../../records/judgement.js';
import type { Transactions } from './database-transactions.js';

/** What the database knows of decisions about labels. */
export interface LabelTables {
  /** Decides about an image, or withdraws (choice null); what held before stays in the history. False for what holds already. */
  writeLabelDecision(decision: LabelDecision): boolean;
  /** Those that hold: current and not withdrawn; ascending by path. */
  readLabelDecisions(): LabelDecision[];
  /** The one that holds for an image; null without one. */
  readLabelDecision(image: string): LabelDecision | null;
  /** Oldest first, withdrawals included. */
  readLabelHistory(image: string): Dated<LabelDecision>[];
}

interface LabelRow {
  decision_id: number;
  image_path: string;
  class_index: number;
  choice: LabelDecision['choice'];
  new_class_index: number | null;
  decided_by: string;
  decided_at: string;
  is_current: number;
}

/** The decisions of one database. */
export function createLabelTables({ change, read, prepare }: Transactions): LabelTables {
  const findCurrent = (image: string) =>
    prepare('SELECT * FROM label_decisions WHERE image_path = ? AND is_current').get(image) as
      | LabelRow
      | undefined;
  return {
    writeLabelDecision: (decision) =>
      change('Writing a decision to', () => {
        const { image, classIndex, choice, newClassIndex, decidedBy, decidedAt } = decision;
        const current = findCurrent(image);
        const isWithdrawn = choice === null && (current === undefined || current.choice === null);
        const isEqual =
          current?.choice === choice &&
          current.new_class_index === newClassIndex &&
          current.class_index === classIndex;
        if (isWithdrawn || isEqual) return false;
        if (current !== undefined) {
          prepare('UPDATE label_decisions SET is_current = 0 WHERE decision_id = ?').run(current.decision_id);
        }
        prepare(
          `INSERT INTO label_decisions (image_path, class_index, choice, new_class_index, decided_by, decided_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        ).run(image, classIndex, choice, newClassIndex, decidedBy, decidedAt);
        return true;
      }),
    readLabelDecisions: () =>
      read(() => {
        const where = 'is_current AND choice IS NOT NULL ORDER BY image_path';
        const rows = prepare(`SELECT * FROM label_decisions WHERE ${where}`).all();
        return (rows as LabelRow[]).map(toLabelDecision);
      }),
    readLabelDecision: (image) =>
      read(() => {
        const row = findCurrent(image);
        return row === undefined || row.choice === null ? null : toLabelDecision(row);
      }),
    readLabelHistory: (image) =>
      read(() => {
        const rows = prepare('SELECT * FROM label_decisions WHERE image_path = ? ORDER BY decision_id').all(
          image,
        );
        return (rows as LabelRow[]).map((row) => ({
          ...toLabelDecision(row),
          isCurrent: row.is_current === 1,
        }));
      }),
  };
}

function toLabelDecision(row: LabelRow): LabelDecision {
  return {
    image: row.image_path,
    classIndex: row.class_index,
    choice: row.choice,
    newClassIndex: row.new_class_index,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  };
}
