/**
 * Predictions row by row, whatever file they were in: classes or scores of images enter, a class per row leaves, with scores also how
 * sure the model is of it. Labels go through the door of labels, scores through the door of outputs; where either could be read in two
 * ways, the data set's labels are asked.
 */
import { StageError } from '../../../base/errors.js';
import { createNumberParser } from '../../../tables/index.js';
import { readLabels } from '../../dataset/index.js';
import {
  type PredictionRows,
  type ReadRows,
  type RowContent,
  type RowContext,
  scoreRows,
} from './prediction-rows.js';
import { readScores } from './prediction-scores.js';

/** Reads every row. Throws StageError `outputs-kind` where scores were promised, and as `readLabels` and `readOutputs`. */
export function readRows(rows: PredictionRows, context: RowContext): ReadRows {
  const { content, notes } = toScores(rows, context);
  if (content.kind === 'scores') {
    const read = readScores({ ...rows, content }, context);
    return { ...read, notes: [...notes, ...read.notes] };
  }
  if (context.outputs !== undefined && context.outputs !== 'labels') {
    throw new StageError('outputs-kind', {
      what: `The predictions are classes, not ${context.outputs}.`,
      next: 'Leave --outputs out, or give a score per class.',
    });
  }
  const { indices, note } = readLabels({
    classes: context.classes,
    texts: content.texts,
    noun: 'predictions',
    code: 'predictions-class',
    describeRow: rows.describeRow,
    labelsAre: context.labelsAre,
    hasGaps: content.hasGaps,
    score: (labels) => scoreRows(labels, rows, context),
  });
  return { labels: indices, confidences: null, notes: note === null ? [] : [note], warnings: [] };
}

/** One number a row is a score, too, where there are two classes and it is no whole number. */
function toScores(
  { content, images }: PredictionRows,
  context: RowContext,
): { content: RowContent; notes: readonly string[] } {
  const { classes, outputs, labelsAre, valid } = context;
  const asGiven = { content, notes: [] };
  if (content.kind === 'scores' || classes.length !== 2 || labelsAre !== undefined) return asGiven;
  const { parse, notes } = createNumberParser(content.texts);
  // What stands for an image that has no features is no score.
  const data = content.texts.map((text, row) => (valid?.[images[row]!] === 0 ? Number.NaN : parse(text)));
  const meant = data.filter((_, row) => valid?.[images[row]!] !== 0);
  const isMeant =
    outputs === undefined
      ? meant.every((value) => !Number.isNaN(value)) && meant.some((value) => !Number.isInteger(value))
      : outputs !== 'labels';
  if (!isMeant) return asGiven;
  const scores = {
    kind: 'scores',
    data,
    width: 1,
    columns: null,
    describeColumn: () => 'the one column',
  } as const;
  return { content: scores, notes };
}
