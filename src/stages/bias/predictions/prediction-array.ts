/**
 * Predictions as an array: shape and values enter, rows with the images they belong to leave. Row i belongs to image i of the data set,
 * or of the one split of that size.
 */
import { StageError } from '../../../base/errors.js';
import { assertNoExamples, createExampleList } from '../../../base/examples.js';
import { SPLIT_NAMES } from '../../../records/dataset.js';
import type { PredictionRows, RowContext } from './prediction-rows.js';

/** `[n]` labels (class index or, where classes are numbers, name; −1 for none) or `[n, classes]` scores, row-major, in data set order. */
export interface PredictionArray {
  kind: 'array';
  shape: readonly number[];
  data: ArrayLike<number | bigint>;
}

/** What stands for an image without a prediction among labels. */
const NO_PREDICTION = '-1';

/** The rows of an array. Throws `predictions-shape`, and `predictions-not-a-number` for labels that are none. */
export function placeArray({ shape, data }: PredictionArray, context: RowContext): PredictionRows {
  const classCount = context.classes.length;
  const [rowCount = 0, width = 1] = shape;
  const isColumn = shape.length === 1 || (shape.length === 2 && width === 1);
  if (shape.length < 1 || shape.length > 2 || !(isColumn || width === classCount)) {
    throw new StageError('predictions-shape', {
      what: `The predictions have the shape [${shape.join(', ')}].`,
      why: `Labels are [n] and logits [n, ${classCount}], one column per class.`,
      next: 'Write the array again in one of these shapes.',
    });
  }
  const images = locateRows(rowCount, context);
  const describeRow = (row: number) => `row ${row}`;
  if (!isColumn) {
    const describeColumn = (column: number) => `column ${column}`;
    const content = { kind: 'scores', data, width, columns: null, describeColumn } as const;
    return { images, describeRow, content, notes: [] };
  }
  const notNumbers = createExampleList();
  const texts = Array.from({ length: rowCount }, (_, row) => {
    const value = data[row]!;
    if (!Number.isNaN(Number(value))) return String(value);
    if (context.valid?.[images[row]!] !== 0) notNumbers.add(describeRow(row));
    return NO_PREDICTION;
  });
  assertNoExamples(notNumbers, 'predictions-not-a-number', (count, examples) => ({
    what: `${count} of ${rowCount} rows of predictions hold a value that is not a number: ${examples}.`,
    next: 'Write the predictions again without NaN.',
  }));
  return { images, describeRow, content: { kind: 'labels', texts, hasGaps: true }, notes: [] };
}

/** The image of every row: all of the data set, or the one split of that size. */
function locateRows(rowCount: number, { images }: RowContext): number[] {
  const all = [...images.keys()];
  if (rowCount === images.length) return all;
  const splits = SPLIT_NAMES.map((split) => all.filter((image) => images[image]!.split === split));
  const fitting = splits.filter((split) => split.length === rowCount && rowCount > 0);
  if (fitting.length === 1) return fitting[0]!;
  const sizes = SPLIT_NAMES.map((split, index) => `${split} ${splits[index]!.length}`).join(', ');
  const isOneMore =
    rowCount === images.length + 1 || splits.some(({ length }) => length + 1 === rowCount && length > 0);
  const several = SPLIT_NAMES.filter((_, index) => fitting.includes(splits[index]!));
  throw new StageError('predictions-shape', {
    what: `The predictions have ${rowCount} rows; the data set has ${images.length} images (${sizes}).`,
    why: `Row i must belong to image i of the data set, or of one split.${several.length > 1 ? ` ${several.join(' and ')} have that many, and nothing says which is meant.` : ''}${isOneMore ? ' There is one row too many: perhaps a header was counted as a row.' : ''}`,
    next: 'Give one row per image in data set order, or a CSV with the columns image,prediction.',
  });
}
