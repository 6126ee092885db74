/**
 * Predictions row by row, whatever file they were in, and how often they are right. Types mostly; `read-rows.ts` reads them.
 */
import type { ClassRecord, ImageRecord } from '../../../records/dataset.js';
import type { LabelReading, LabelScore } from '../../dataset/index.js';
import type { OutputKind } from '../outputs/output-kinds.js';

/** A cell as CSV and parquet files give it. */
export type PredictionCell = string | number | bigint | null | undefined;

/** What the rows hold. */
export type RowContent =
  | {
      kind: 'labels';
      /** Per row, as the file has it. */
      texts: readonly string[];
      /** Whether −1 means no prediction. */
      hasGaps: boolean;
    }
  | RowScores;

/** Scores by row. */
export interface RowScores {
  kind: 'scores';
  /** [row count, width], row-major. */
  data: ArrayLike<number | bigint>;
  width: number;
  /** What the columns say of their classes; null: nothing. */
  columns: readonly string[] | null;
  describeColumn(column: number): string;
}

/** Predictions that have found their images. */
export interface PredictionRows {
  /** Image of each row. */
  images: readonly number[];
  describeRow(row: number): string;
  content: RowContent;
  /** What was assumed about paths and numbers, a sentence each. */
  notes: readonly string[];
}

/** The data set, and what the user said of the predictions. */
export interface RowContext {
  images: readonly Pick<ImageRecord, 'path' | 'split' | 'classIndex'>[];
  classes: readonly Pick<ClassRecord, 'name' | 'displayName' | 'wordnetId'>[];
  /** Absolute path that images' paths are relative to; tables may name them by whole paths. */
  root?: string | undefined;
  /** Uint8Array, [image count]: images with 0 were skipped and need no prediction. */
  valid?: Uint8Array;
  /** What the scores are; undefined: recognised. */
  outputs?: OutputKind | undefined;
  /** What labels and the names of columns are; undefined: found out. */
  labelsAre?: LabelReading | undefined;
}

/** A class for every row. */
export interface ReadRows {
  /** Int32Array, [row count]; −1 for none. */
  labels: Int32Array;
  /** Float32Array, [row count], NaN where there is no class; null without scores. */
  confidences: Float32Array | null;
  /** What was assumed. */
  notes: string[];
  warnings: string[];
}

/** How many rows name the class that their image has; −1 and −2 are no class, the former no prediction either. */
export function scoreRows(
  labels: ArrayLike<number>,
  { images }: Pick<PredictionRows, 'images'>,
  { images: records }: Pick<RowContext, 'images'>,
): LabelScore {
  let rightCount = 0;
  let rowCount = 0;
  for (const [row, image] of images.entries()) {
    if (labels[row] === -1) continue;
    rowCount += 1;
    rightCount += Number(labels[row] === records[image]!.classIndex);
  }
  return { rightCount, rowCount };
}
