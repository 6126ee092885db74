/**
 * Scores of rows as classes and confidences: which kind of numbers they are, which column is which class, the highest and its softmax.
 */
import { StageError } from '../../../base/errors.js';
import { argmaxRows, computeConfidences } from '../../../numeric/index.js';
import { type ColumnOrder, isFarMore, readColumnOrder, readLabels } from '../../dataset/index.js';
import { readOutputs, toLogits } from '../outputs/outputs.js';
import {
  type PredictionRows,
  type ReadRows,
  type RowContext,
  type RowScores,
  scoreRows,
} from './prediction-rows.js';

type ScoredRows = PredictionRows & { content: RowScores };

/** Reads scores; rows of skipped images may hold anything. */
export function readScores(rows: ScoredRows, context: RowContext): ReadRows {
  const { data, width } = rows.content;
  const isNeeded = (row: number) => context.valid?.[rows.images[row]!] !== 0;
  const reading = readOutputs(
    { data, width, rows: [...rows.images.keys()].filter(isNeeded) },
    {
      classNames: context.classes.map(({ name }) => name),
      describeRow: rows.describeRow,
      describeColumn: rows.content.describeColumn,
    },
    context.outputs,
  );
  const logits = toLogits(data, width, reading.kind);
  const { columns, note } =
    width === 1 ? orderOfOne(logits, rows, context) : orderColumns(logits, rows, context);
  const labels = argmaxRows(logits, columns.length, columns);
  const confidences = computeConfidences(logits, columns.length, labels, columns);
  return {
    labels,
    confidences: reading.kind === 'labels' ? null : Float32Array.from(confidences),
    notes: [reading.sentence, ...(note === null ? [] : [note])],
    warnings: reading.warning === null ? [] : [reading.warning],
  };
}

function orderColumns(logits: Float64Array, rows: ScoredRows, context: RowContext): ColumnOrder {
  return readColumnOrder({
    classes: context.classes,
    names: rows.content.columns,
    noun: 'columns of scores',
    describeColumn: (column) => rows.content.describeColumn(column),
    labelsAre: context.labelsAre,
    score: (columns) => scoreRows(argmaxRows(logits, columns.length, columns), rows, context),
  });
}

/** One column for two classes: that of the class it names, else of the second. */
function orderOfOne(logits: Float64Array, rows: ScoredRows, context: RowContext): ColumnOrder {
  const { classes, outputs, labelsAre } = context;
  const texts = rows.content.columns;
  if (texts !== null) {
    const { indices, note } = readLabels({
      classes,
      texts,
      noun: 'columns of scores',
      code: 'predictions-columns',
      describeRow: (column) => rows.content.describeColumn(column),
      labelsAre,
    });
    const [first, second] = classes.map(({ name }) => JSON.stringify(name));
    return indices[0] === 1
      ? { columns: [0, 1], note }
      : { columns: [1, 0], note: note ?? `The column speaks of ${first} by its name, not of ${second}.` };
  }
  const right = ([0, 1] as const).map((positive) =>
    scoreRows(argmaxRows(logits, 2, positive === 1 ? [0, 1] : [1, 0]), rows, context),
  );
  if (outputs !== undefined || !isFarMore(right[0]!.rightCount, right[1]!.rightCount, rows.images.length)) {
    return { columns: [0, 1], note: null };
  }
  const say = (index: 0 | 1) =>
    `that of ${JSON.stringify(classes[index]!.name)} is right on ${((100 * right[index]!.rightCount) / right[index]!.rowCount).toFixed(1)}%`;
  throw new StageError('outputs-ambiguous', {
    what: `There is one number for two classes: read as ${say(1)} of ${right[1]!.rowCount} images, as ${say(0)}.`,
    why: 'One number is taken for the second class, as a sigmoid’s is.',
    next: `Name the column logit_${classes[0]!.name}, give a column for either class, or say with --outputs that the number is the second class’s all the same.`,
  });
}
