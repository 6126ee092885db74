/**
 * A model's predictions as the user brings them: a table or an array, already read into memory, enters; one class index
 * per image of the data set leaves. Refuses whatever cannot be placed with certainty, with counts and first examples.
 * Reads no files.
 */
import { StageError } from '../../../base/errors.js';
import { assertNoExamples, createExampleList } from '../../../base/examples.js';
import type { Predictions } from '../../../records/bias.js';
import { SPLIT_NAMES } from '../../../records/dataset.js';
import { type PredictionArray, placeArray } from './prediction-array.js';
import { assertNotShifted } from './prediction-faults.js';
import type { RowContext } from './prediction-rows.js';
import { type PredictionTable, placeTable } from './prediction-table.js';
import { readRows } from './read-rows.js';

/** With fewer images than this per class, accuracy at chance level may be bad luck. */
const MIN_IMAGES_PER_CLASS = 5;

/** Predictions as a file gives them. */
export type PredictionSource = PredictionTable | PredictionArray;

/** A model's predictions, and the data set that they speak of. */
export interface PredictionInput extends RowContext {
  model: string;
  source: PredictionSource;
}

/** Predictions that were read, and what people should know of the reading. */
export interface ParsedPredictions extends Predictions {
  /** What was assumed, a sentence each. */
  notes: string[];
  /** What may be wrong with single rows. */
  warnings: string[];
}

/**
 * Places predictions on the images of a data set. Scores become the class of the highest (the first of equals) and its probability.
 * A split must be covered wholly or not at all, apart from skipped images. An array has a row for every image of the data
 * set, or for every image of one split whose size no other split shares.
 * @throws StageError `predictions-columns`, `predictions-header`, `predictions-swapped`, `predictions-shifted`, `predictions-shape`,
 * `predictions-unknown-image`, `predictions-duplicate`, `predictions-coverage`, and as `readLabels` and `readOutputs`.
 */
export function parsePredictions(input: PredictionInput): ParsedPredictions {
  const { model, source, images } = input;
  const rows = source.kind === 'table' ? placeTable(source, input) : placeArray(source, input);
  const read = readRows(rows, input);
  const labels = new Int32Array(images.length).fill(-1);
  const confidences = new Float32Array(images.length).fill(Number.NaN);
  for (const [row, image] of rows.images.entries()) {
    labels[image] = read.labels[row]!;
    if (read.confidences !== null) confidences[image] = read.confidences[row]!;
  }
  assertCoverage(labels, input);
  assertNotShifted(
    read.labels,
    Int32Array.from(rows.images, (image) => images[image]!.classIndex),
  );
  const { warnings } = read;
  const notes = [...rows.notes, ...read.notes];
  return { model, labels, ...(read.confidences === null ? {} : { confidences }), notes, warnings };
}

/**
 * A sentence for the user when accuracy over the predicted images is so low that the class order is probably another one;
 * null when nothing looks wrong. Low means: no better than guessing, with enough images to tell. `labels`: [image count].
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
