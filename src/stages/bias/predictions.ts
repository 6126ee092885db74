/**
 * A model's predictions as the user brings them: a table or an array, already read into memory, enters; one class index
 * per image of the data set leaves. Refuses whatever cannot be placed with certainty, with counts and first examples.
 * Reads no files.
 */
import { StageError } from '../../base/errors.js';
import type { Predictions } from '../../records/bias.js';
import { type ClassRecord, type ImageRecord, SPLIT_NAMES } from '../../records/dataset.js';
import { assertNoExamples, createExampleList, type ExampleList } from './examples.js';
import {
  computeConfidence,
  indexOfMax,
  type PlacedPredictions,
  type PredictionTable,
  placeTable,
} from './prediction-table.js';

/** With fewer images than this per class, accuracy at chance level may be bad luck. */
const MIN_IMAGES_PER_CLASS = 5;

/** `[n]` labels (class index, −1 for none) or `[n, classes]` logits, row-major, in data set order. */
export interface PredictionArray {
  kind: 'array';
  shape: readonly number[];
  data: ArrayLike<number | bigint>;
}

export type PredictionSource = PredictionTable | PredictionArray;

export interface PredictionInput {
  model: string;
  source: PredictionSource;
  images: readonly Pick<ImageRecord, 'path' | 'split'>[];
  classes: readonly Pick<ClassRecord, 'name' | 'displayName'>[];
  /** Uint8Array, [image count]: images with 0 were skipped and need no prediction. */
  valid?: Uint8Array;
}

/**
 * Places predictions on the images of a data set. Logits become the class of the highest (the first of equals) and its softmax.
 * A split must be covered wholly or not at all, apart from skipped images. An array has a row for every image of the data
 * set, or for every image of one split whose size no other split shares.
 * @throws StageError `predictions-columns`, `predictions-shape`, `predictions-unknown-image`, `predictions-duplicate`,
 * `predictions-class`, `predictions-not-a-number`, `predictions-coverage`.
 */
export function parsePredictions(input: PredictionInput): Predictions {
  const { model, source } = input;
  const { labels, confidences } =
    source.kind === 'table' ? placeTable(source, input) : placeArray(source, input);
  assertCoverage(labels, input);
  return confidences === null ? { model, labels } : { model, labels, confidences };
}

/**
 * A sentence for the user when accuracy over the predicted images is so low that the class order is probably another one;
 * null when nothing looks wrong. Low means: no better than guessing, with enough images to tell.
 */
export function formatAccuracyWarning(
  predictions: Predictions,
  labels: Int32Array,
  classCount: number,
): string | null {
  let predictedCount = 0;
  let correctCount = 0;
  for (const [image, predicted] of predictions.labels.entries()) {
    if (predicted < 0) continue;
    predictedCount += 1;
    correctCount += Number(predicted === labels[image]);
  }
  const chance = 1 / classCount;
  if (predictedCount < MIN_IMAGES_PER_CLASS * classCount || correctCount > chance * predictedCount)
    return null;
  const percent = ((100 * correctCount) / predictedCount).toFixed(1);
  return (
    `Model "${predictions.model}" is right on ${percent}% of ${predictedCount} images, no better than guessing among ` +
    `${classCount} classes. Its class order is probably not the data set's (sorted class names).`
  );
}

/** Places the rows of an array; images without a row stay at −1. */
function placeArray({ shape, data }: PredictionArray, input: PredictionInput): PlacedPredictions {
  const { images, classes } = input;
  const [rowCount = 0, width] = shape;
  const isLogits = shape.length === 2;
  if (shape.length < 1 || shape.length > 2 || (isLogits && width !== classes.length)) {
    throw new StageError('predictions-shape', {
      what: `The predictions have the shape [${shape.join(', ')}].`,
      why: `Labels are [n] and logits [n, ${classes.length}], one column per class.`,
      next: 'Write the array again in one of these shapes.',
    });
  }
  const rows = locateRows(rowCount, input);
  const labels = new Int32Array(images.length).fill(-1);
  const confidences = isLogits ? new Float32Array(images.length).fill(Number.NaN) : null;
  const outOfRange = createExampleList();
  const notNumbers = createExampleList();
  for (const [row, image] of rows.entries()) {
    if (confidences !== null) {
      const [start, end] = [row * classes.length, (row + 1) * classes.length];
      const label = indexOfMax(data, start, end);
      labels[image] = label;
      if (label >= 0) confidences[image] = computeConfidence(data, start, end, label);
      else if (input.valid?.[image] !== 0) notNumbers.add(`row ${row}`);
    } else {
      labels[image] = toLabel(data[row]!, row, classes.length, outOfRange, notNumbers);
    }
  }
  assertNoExamples(notNumbers, 'predictions-not-a-number', (count, examples) => ({
    what: `${count} of ${rowCount} rows of predictions hold a value that is not a number: ${examples}.`,
    next: 'Write the predictions again without NaN.',
  }));
  assertNoExamples(outOfRange, 'predictions-class', (count, examples) => ({
    what: `${count} of ${rowCount} predictions are no class index from 0 to ${classes.length - 1}: ${examples}.`,
    why: 'Class indices follow the sorted class names of the data set.',
    next: 'Map the model’s outputs to these classes.',
  }));
  return { labels, confidences };
}

/** One cell of a label array as a class index; −1 stands for no prediction. */
function toLabel(
  cell: number | bigint,
  row: number,
  classCount: number,
  outOfRange: ExampleList,
  notNumbers: ExampleList,
): number {
  const value = Number(cell);
  if (Number.isNaN(value)) notNumbers.add(`row ${row}`);
  else if (!Number.isInteger(value) || value < -1 || value >= classCount)
    outOfRange.add(`${value} in row ${row}`);
  else return value;
  return -1;
}

/** The image of every row: all of the data set, or the one split of that size. */
function locateRows(rowCount: number, { images }: PredictionInput): number[] {
  const all = [...images.keys()];
  if (rowCount === images.length) return all;
  const splits = SPLIT_NAMES.map((split) => all.filter((image) => images[image]!.split === split));
  const fitting = splits.filter((split) => split.length === rowCount && rowCount > 0);
  if (fitting.length === 1) return fitting[0]!;
  const sizes = SPLIT_NAMES.map((split, index) => `${split} ${splits[index]!.length}`).join(', ');
  throw new StageError('predictions-shape', {
    what: `The predictions have ${rowCount} rows; the data set has ${images.length} images (${sizes}).`,
    why: 'Row i must belong to image i of the data set, or of one split.',
    next: 'Give one row per image in data set order, or a CSV with the columns image,prediction.',
  });
}

/** Throws where a split is covered in part, or nothing is covered. */
function assertCoverage(labels: Int32Array, { images, valid }: PredictionInput): void {
  if (labels.every((label) => label < 0)) {
    throw new StageError('predictions-coverage', {
      what: 'The predictions name no image of the data set.',
      next: 'Give a prediction for every image of at least one split.',
    });
  }
  for (const split of SPLIT_NAMES) {
    const needed = [...images.keys()].filter(
      (image) => images[image]!.split === split && valid?.[image] !== 0,
    );
    const missing = needed.filter((image) => labels[image]! < 0);
    if (missing.length === needed.length) continue;
    const list = createExampleList();
    for (const image of missing) list.add(images[image]!.path);
    assertNoExamples(list, 'predictions-coverage', (count, examples) => ({
      what: `${count} of ${needed.length} images of the ${split} split have no prediction: ${examples}.`,
      why: 'Accuracy over a part of a split cannot be compared with other models.',
      next: 'Add the missing predictions, or leave the whole split out.',
    }));
  }
}
