/**
 * A column of labels as it comes, and the ways in which it can be read. Types only; `label-reading.ts` chooses, `label-faults.ts` refuses.
 */
import type { NamedClass } from './class-lookup.js';

/** What labels may be. */
export const LABEL_READINGS = ['name', 'index', 'index-from-1'] as const;
export type LabelReading = (typeof LABEL_READINGS)[number];

/** How many rows a reading is right on, of those that have a label. */
export interface LabelScore {
  rightCount: number;
  rowCount: number;
}

/** A column of labels, and what is known about it. */
export interface LabelColumn {
  classes: readonly NamedClass[];
  texts: readonly string[];
  /** What the labels are, plural: "predictions". */
  noun: string;
  /** Of the error that texts without a class end in. */
  code: string;
  /** Names a row in messages: the image, or the row's number. */
  describeRow(row: number): string;
  /** What the user said; undefined: found out. */
  labelsAre?: LabelReading | undefined;
  /** Whether −1 as an index means no label, and not a fault. */
  hasGaps?: boolean;
  /** Scores a reading against the true labels; absent where there are none. `indices`: class per row, −1 for none. */
  score?: (indices: Int32Array) => LabelScore;
}

/** One way to read a column. */
export interface Candidate {
  reading: LabelReading;
  /** Class per row; −1 for gaps, −2 where the text means no class in this reading. */
  indices: Int32Array;
  /** Rows without a class. */
  unreadCount: number;
}

/** Stands for a text that means no class. */
export const UNREAD = -2;
