/**
 * Predictions as a table: a header and rows (of a CSV or parquet file) enter, a class index per image leaves, with logits also how
 * sure the model is of it.
 * Columns `image,prediction` (class index or name) or `image,logit_0,…`; other columns are ignored.
 */
import { StageError } from '../../base/errors.js';
import type { ClassRecord, ImageRecord } from '../../records/dataset.js';
import { assertNoExamples, createExampleList } from './examples.js';

export type PredictionCell = string | number | bigint | null | undefined;

export interface PredictionTable {
  kind: 'table';
  header: readonly string[];
  /** Cells in the order of `header`; walked once. */
  rows: Iterable<readonly PredictionCell[]>;
}

interface TableContext {
  images: readonly Pick<ImageRecord, 'path'>[];
  classes: readonly Pick<ClassRecord, 'name' | 'displayName'>[];
}

/** What a table or an array says of the images of a data set. */
export interface PlacedPredictions {
  /** Int32Array, [image count]: class index, −1 where there is no row. */
  labels: Int32Array;
  /** Float32Array, [image count], NaN where there is no row; null without logits. */
  confidences: Float32Array | null;
}

/** Places the rows of a table on the images of the data set. */
export function placeTable(table: PredictionTable, context: TableContext): PlacedPredictions {
  const { images, classes } = context;
  const places = locateColumns(table.header, classes.length);
  const imageOfPath = new Map(images.map(({ path }, image) => [path, image]));
  const predictedImages: number[] = [];
  const predictions: string[] = [];
  const confidences = places.logits.length === 0 ? null : new Float32Array(images.length).fill(Number.NaN);
  const seen = new Uint8Array(images.length);
  const unknown = createExampleList();
  const duplicates = createExampleList();
  const notNumbers = createExampleList();
  for (const row of table.rows) {
    const path = String(row[places.image] ?? '');
    const image = imageOfPath.get(path) ?? imageOfPath.get(path.replace(/^\.\//, ''));
    if (image === undefined) {
      unknown.add(path);
      continue;
    }
    if (seen[image]) duplicates.add(path);
    seen[image] = 1;
    predictedImages.push(image);
    if (places.logits.length === 0) {
      predictions.push(String(row[places.prediction] ?? '').trim());
      continue;
    }
    const logits = places.logits.map((place) => toNumber(row[place]));
    const best = indexOfMax(logits, 0, classes.length);
    if (best < 0) notNumbers.add(path);
    else confidences![image] = computeConfidence(logits, 0, classes.length, best);
    predictions.push(String(best));
  }
  assertNoExamples(unknown, 'predictions-unknown-image', (count, examples) => ({
    what: `${count} of ${count + predictedImages.length} predictions are for images that the data set does not have: ${examples}.`,
    why: `Images are named by the data set’s own relative path, such as ${images[0]?.path ?? 'train/cat/1.jpg'}.`,
    next: 'Correct the image column, or remove these rows.',
  }));
  assertNoExamples(duplicates, 'predictions-duplicate', (count, examples) => ({
    what: `${count} images have more than one prediction: ${examples}.`,
    next: 'Keep one row per image.',
  }));
  assertNoExamples(notNumbers, 'predictions-not-a-number', (count, examples) => ({
    what: `${count} rows hold a logit that is not a number: ${examples}.`,
    next: 'Write the predictions again without NaN and empty cells.',
  }));
  const labels = new Int32Array(images.length).fill(-1);
  const classIndices =
    places.logits.length > 0 ? predictions.map(Number) : toClassIndices(predictions, classes);
  for (const [row, image] of predictedImages.entries()) labels[image] = classIndices[row]!;
  return { labels, confidences };
}

/** Places of the columns; `logits` is empty when the table holds predictions, which are preferred when it holds both. */
function locateColumns(header: readonly string[], classCount: number) {
  const names = header.map((name) => name.trim());
  const image = names.indexOf('image');
  const prediction = names.indexOf('prediction');
  const logitCount = names.filter((name) => /^logit_\d+$/.test(name)).length;
  const logits = Array.from({ length: logitCount }, (_, index) => names.indexOf(`logit_${index}`));
  if (image < 0 || (prediction < 0 && logitCount === 0)) {
    throw new StageError('predictions-columns', {
      what: `The predictions have the columns ${names.join(', ')}.`,
      why: 'Needed are image,prediction or image,logit_0,logit_1,….',
      next: 'Rename or add columns.',
    });
  }
  if (prediction >= 0) return { image, prediction, logits: [] };
  if (logitCount !== classCount || logits.includes(-1)) {
    throw new StageError('predictions-columns', {
      what: `The predictions have ${logitCount} logit columns for ${classCount} classes.`,
      why: `Needed are logit_0 to logit_${classCount - 1}, in the order of the data set’s classes.`,
      next: 'Write one column per class.',
    });
  }
  return { image, prediction, logits };
}

/**
 * Reads all values as class indices when all are whole numbers within range, and as class names otherwise (their own name
 * or, where it is unique, the displayed one). One reading for the whole column: names such as "007" need no guessing per row.
 */
function toClassIndices(values: readonly string[], classes: TableContext['classes']): number[] {
  const indices = values.map(toNumber);
  if (indices.every((index) => Number.isInteger(index) && index >= 0 && index < classes.length))
    return indices;
  const byName = new Map<string, number>();
  const displayed = classes.map(({ displayName }) => displayName);
  for (const [index, name] of displayed.entries()) {
    if (displayed.indexOf(name) === displayed.lastIndexOf(name)) byName.set(name, index);
  }
  // Own names last: they win over another class's displayed name.
  for (const [index, { name }] of classes.entries()) byName.set(name, index);
  const unknown = createExampleList();
  const named = values.map((value) => {
    const index = byName.get(value);
    if (index === undefined) unknown.add(`"${value}"`);
    return index ?? -1;
  });
  assertNoExamples(unknown, 'predictions-class', (count, examples) => ({
    what: `${count} of ${values.length} predictions are neither a class index from 0 to ${classes.length - 1} nor a class name: ${examples}.`,
    next: 'Use the class indices or names of the data set.',
  }));
  return named;
}

/** A cell as a number; NaN for an empty one. */
function toNumber(cell: PredictionCell): number {
  return cell === null || cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

/** Place of the highest value of `data[start, end)`, counted from `start`; −1 when any of them is NaN. */
export function indexOfMax(data: ArrayLike<number | bigint>, start: number, end: number): number {
  let best = start;
  for (let place = start; place < end; place += 1) {
    if (Number.isNaN(Number(data[place]!))) return -1;
    if (data[place]! > data[best]!) best = place;
  }
  return best - start;
}

/** Softmax of the value at `place`, counted from `start`, among `data[start, end)`; NaN where it is infinite. */
export function computeConfidence(
  data: ArrayLike<number | bigint>,
  start: number,
  end: number,
  place: number,
): number {
  const own = Number(data[start + place]!);
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += Math.exp(Number(data[at]!) - own);
  return 1 / sum;
}
