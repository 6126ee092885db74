/**
 * What people decided about images: decisions on labels (rule W60), tags (W90), and what the program flagged before (W89).
 * In: decisions and tags, all or none. Out: the current ones, or an image's history. Changes no label.
 */
import type { LabelNoiseFlag } from '../../records/bias.js';
import type { Dated, ImageMarks, ImageTag, LabelDecision } from '../../records/judgement.js';
import type { Transactions } from './database-transactions.js';

/** A flag by the image's path, which outlives a data set that is read anew. */
export type ShownFlag = Omit<LabelNoiseFlag, 'image'> & { path: string };

/** What the database knows of decisions about images. */
export interface LabelTables {
  /**
   * Decides about images, withdraws (choice null), sets and removes tags: all or nothing. What held before stays in the history.
   * @returns what held before of everything that changed: decisions with choice null and tags that were not set where there was nothing
   */
  writeImageMarks(marks: ImageMarks): ImageMarks;
  /** One decision; false for what holds already. */
  writeLabelDecision(decision: LabelDecision): boolean;
  /** Those that hold: current and not withdrawn; ascending by path. */
  readLabelDecisions(): LabelDecision[];
  /** The one that holds for an image; null without one. */
  readLabelDecision(image: string): LabelDecision | null;
  /** Oldest first, withdrawals included. */
  readLabelHistory(image: string): Dated<LabelDecision>[];
  /** The latest doubt of each image that was doubted by hand, unless it was taken back at once; decided ones too. Ascending by path. */
  readHandFlags(): LabelDecision[];
  /** Those that are on an image; ascending by path, then tag. */
  readImageTags(): ImageTag[];
  /** Oldest first, removals included. */
  readTagHistory(image: string): Dated<ImageTag>[];
  /** Keeps flags that were shown; one that is kept already gets the newer numbers. */
  writeShownFlags(flags: readonly ShownFlag[], shownAt: string): void;
  readShownFlags(): ShownFlag[];
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

interface TagRow {
  tag_id: number;
  image_path: string;
  tag: string;
  is_set: number;
  decided_by: string;
  decided_at: string;
  is_current: number;
}

interface FlagRow {
  image_path: string;
  class_index: number;
  spuriosity: number;
  suspected_class_index: number;
}

/** The doubt after which nothing, or anything but a withdrawal, came first. */
const HAND_FLAGS = `
  SELECT * FROM label_decisions AS flag
  WHERE choice = 'flag'
    AND decision_id =
      (SELECT max(decision_id) FROM label_decisions WHERE image_path = flag.image_path AND choice = 'flag')
    AND coalesce(
      (SELECT choice IS NOT NULL FROM label_decisions
       WHERE image_path = flag.image_path AND decision_id > flag.decision_id ORDER BY decision_id LIMIT 1), 1)
  ORDER BY image_path`;

/** What writes one decision or tag; both return what held before, null where nothing changes. */
function createMarkWriters(prepare: Transactions['prepare']) {
  const findDecision = (image: string) =>
    prepare('SELECT * FROM label_decisions WHERE image_path = ? AND is_current').get(image) as
      | LabelRow
      | undefined;

  const writeDecision = (decision: LabelDecision): LabelDecision | null => {
    const { image, classIndex, choice, newClassIndex, decidedBy, decidedAt } = decision;
    const current = findDecision(image);
    const isWithdrawn = choice === null && (current === undefined || current.choice === null);
    const isEqual =
      current?.choice === choice &&
      current.new_class_index === newClassIndex &&
      current.class_index === classIndex;
    if (isWithdrawn || isEqual) return null;
    if (current !== undefined) {
      prepare('UPDATE label_decisions SET is_current = 0 WHERE decision_id = ?').run(current.decision_id);
    }
    prepare(
      `INSERT INTO label_decisions (image_path, class_index, choice, new_class_index, decided_by, decided_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(image, classIndex, choice, newClassIndex, decidedBy, decidedAt);
    return current === undefined
      ? { ...decision, choice: null, newClassIndex: null }
      : toLabelDecision(current);
  };

  const writeTag = (given: ImageTag): ImageTag | null => {
    const { image, tag, isSet, decidedBy, decidedAt } = given;
    const current = prepare('SELECT * FROM image_tags WHERE image_path = ? AND tag = ? AND is_current').get(
      image,
      tag,
    ) as TagRow | undefined;
    if ((current?.is_set === 1) === isSet) return null;
    if (current !== undefined) {
      prepare('UPDATE image_tags SET is_current = 0 WHERE tag_id = ?').run(current.tag_id);
    }
    prepare(
      'INSERT INTO image_tags (image_path, tag, is_set, decided_by, decided_at) VALUES (?, ?, ?, ?, ?)',
    ).run(image, tag, Number(isSet), decidedBy, decidedAt);
    return current === undefined ? { ...given, isSet: false } : toImageTag(current);
  };

  return { findDecision, writeDecision, writeTag };
}

/** The decisions of one database. */
export function createLabelTables({ change, read, prepare }: Transactions): LabelTables {
  const { findDecision, writeDecision, writeTag } = createMarkWriters(prepare);
  return {
    writeImageMarks: ({ decisions, tags }) =>
      change('Writing decisions to', () => ({
        decisions: decisions.flatMap((decision) => writeDecision(decision) ?? []),
        tags: tags.flatMap((tag) => writeTag(tag) ?? []),
      })),
    writeLabelDecision: (decision) => change('Writing a decision to', () => writeDecision(decision) !== null),
    readLabelDecisions: () =>
      read(() => {
        const where = 'is_current AND choice IS NOT NULL ORDER BY image_path';
        const rows = prepare(`SELECT * FROM label_decisions WHERE ${where}`).all();
        return (rows as LabelRow[]).map(toLabelDecision);
      }),
    readLabelDecision: (image) =>
      read(() => {
        const row = findDecision(image);
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
    readHandFlags: () => read(() => (prepare(HAND_FLAGS).all() as LabelRow[]).map(toLabelDecision)),
    readImageTags: () =>
      read(() => {
        const rows = prepare(
          'SELECT * FROM image_tags WHERE is_current AND is_set ORDER BY image_path, tag',
        ).all();
        return (rows as TagRow[]).map(toImageTag);
      }),
    readTagHistory: (image) =>
      read(() => {
        const rows = prepare('SELECT * FROM image_tags WHERE image_path = ? ORDER BY tag_id').all(image);
        return (rows as TagRow[]).map((row) => ({ ...toImageTag(row), isCurrent: row.is_current === 1 }));
      }),
    writeShownFlags: (flags, shownAt) =>
      change('Writing flags to', () => {
        const insert = prepare('INSERT OR REPLACE INTO shown_flags VALUES (?, ?, ?, ?, ?)');
        for (const { path, classIndex, spuriosity, suspectedClassIndex } of flags) {
          insert.run(path, classIndex, spuriosity, suspectedClassIndex, shownAt);
        }
      }),
    readShownFlags: () =>
      read(() =>
        (prepare('SELECT * FROM shown_flags').all() as FlagRow[]).map((row) => ({
          path: row.image_path,
          classIndex: row.class_index,
          spuriosity: row.spuriosity,
          suspectedClassIndex: row.suspected_class_index,
        })),
      ),
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

function toImageTag(row: TagRow): ImageTag {
  return {
    image: row.image_path,
    tag: row.tag,
    isSet: row.is_set === 1,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  };
}
