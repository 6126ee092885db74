/**
 * The one door for numbers that a classifier gives: which kind they are is recognised, said in a sentence, and made logits of.
 * In: rows of scores, one number a class (or one number for two classes). Out: their kind; logits whose softmax is right for it.
 * Predictions in files and networks that are run both come through here; knows neither files nor images.
 */
import { StageError } from '../../../base/errors.js';
import {
  countRow,
  createOutputCensus,
  EDGE,
  type OutputCensus,
  type OutputPlace,
  type RowLook,
} from './output-census.js';
import { type OutputKind, toLogit, toTwoLogits } from './output-kinds.js';

/** How outputs are read, and what to tell people about it. */
export interface OutputReading {
  kind: OutputKind;
  /** What was assumed, and how to say otherwise. */
  sentence: string;
  /** What may be wrong with single rows; null where nothing is. */
  warning: string | null;
}

/** What the outputs are about, for messages. */
export interface OutputContext {
  classNames: readonly string[];
  /** Names a row: the image, or its number. */
  describeRow(row: number): string;
  /** Names a column; default: "column 0". */
  describeColumn?(column: number): string;
}

/** Of so many rows that are alike the others are faults, not another kind. */
const CLEAR_MAJORITY = 0.8;
/** One number for two classes above this is percent: a logit of 20 leaves the other class 2·10⁻⁹. */
const HIGHEST_USUAL_LOGIT = 20;

const OVERRIDE = '--outputs says otherwise';

function decideOutputs(census: OutputCensus, context: OutputContext, kind?: OutputKind): OutputReading {
  assertFinite(census, context);
  const reading =
    kind === undefined
      ? recognize(census, context)
      : { kind, sentence: `The outputs are read as ${kind}, as --outputs says.`, warning: null };
  assertOfKind(census, reading.kind, context);
  return reading;
}

/**
 * Logits, Float64Array [rows, class count], of outputs [rows, width]; where `width` is 1, the two of one number for the second of two
 * classes. Softmax over them, or over some of their columns, gives the probabilities that the kind means.
 */
export function toLogits(data: ArrayLike<number | bigint>, width: number, kind: OutputKind): Float64Array {
  if (width > 1) return Float64Array.from(data as ArrayLike<number>, (value) => toLogit(Number(value), kind));
  const logits = new Float64Array(2 * data.length);
  for (let row = 0; row < data.length; row++) logits.set(toTwoLogits(Number(data[row]!), kind), 2 * row);
  return logits;
}

/**
 * The kind of outputs, of which `rows` are those that matter; `kind` where the user named it.
 * @throws StageError `predictions-not-a-number`, `outputs-mixed` where a few rows differ from all others, `outputs-kind` where the
 * numbers are not of the kind that the user named, `outputs-ambiguous` where one number for two classes could be either.
 */
export function readOutputs(
  outputs: { data: ArrayLike<number | bigint>; width: number; rows: Iterable<number> },
  context: OutputContext,
  kind?: OutputKind,
): OutputReading {
  const census = createOutputCensus(outputs.width);
  for (const row of outputs.rows) countRow(census, outputs.data, row * outputs.width, row);
  return decideOutputs(census, context, kind);
}

function recognize(census: OutputCensus, context: OutputContext): OutputReading {
  return census.width === 1 ? recognizeColumn(census, context) : recognizeRows(census, context);
}

function recognizeRows(census: OutputCensus, context: OutputContext): OutputReading {
  const { rowCount, counts } = census;
  const isAll = (look: RowLook) => counts[look] === rowCount;
  const say = (kind: OutputKind, what: string, warning: string | null = null): OutputReading => ({
    kind,
    sentence: `${what} (${OVERRIDE}).`,
    warning,
  });
  if (isAll('one-hot')) {
    return say('labels', 'Every row has one 1 and else 0: read as classes, without confidences');
  }
  if (isAll('sums-to-one')) return say('probabilities', 'All rows sum to one: read as probabilities');
  if (isAll('unit')) {
    return isMostly(census, 'sums-to-one')
      ? say('probabilities', 'Rows sum to one: read as probabilities', warnOfSums(census, context))
      : say(
          'probabilities',
          'All numbers lie within 0 and 1, but rows do not sum to one: read as probabilities of one sigmoid per class, which are divided by their sum',
        );
  }
  assertUniform(census, 'sums-to-one', 'are probabilities, which sum to one', context);
  if (isAll('sums-to-hundred')) return say('percent', 'All rows sum to 100: read as percent');
  assertUniform(census, 'sums-to-hundred', 'are percent, which sum to 100', context);
  if (isAll('logarithms')) {
    return say('log-probabilities', 'The exponentials of all rows sum to one: read as log-probabilities');
  }
  assertUniform(census, 'logarithms', 'are log-probabilities, whose exponentials sum to one', context);
  return say('logits', 'Rows are no probabilities: read as logits');
}

/** One number for two classes: it speaks of the second, as the output of one sigmoid does. */
function recognizeColumn(census: OutputCensus, context: OutputContext): OutputReading {
  const { counts, rowCount, lowest, highest } = census;
  const say = (kind: OutputKind, what: string): OutputReading => ({
    kind,
    sentence: `There is one number for two classes: read as the ${what} of ${JSON.stringify(context.classNames[1])}, the second class (${OVERRIDE}).`,
    warning: null,
  });
  if (counts.binary === rowCount) return say('labels', 'presence (1) or absence (0)');
  if (counts.unit === rowCount) return say('probabilities', 'probability');
  assertUniform(census, 'unit', 'lie within 0 and 1', context);
  if (lowest >= 0 && highest <= 100 && highest > HIGHEST_USUAL_LOGIT) return say('percent', 'percentage');
  if (highest > 0) return say('logits', 'logit');
  throw new StageError('outputs-ambiguous', {
    what: `There is one number for two classes, and all ${rowCount} lie from ${lowest} to ${highest}.`,
    why: 'They could be logits, or logarithms of probabilities.',
    next: 'Say which with --outputs logits or --outputs log-probabilities.',
  });
}

function isMostly({ counts, rowCount }: OutputCensus, look: RowLook): boolean {
  return counts[look] >= CLEAR_MAJORITY * rowCount;
}

/** Throws where most rows look so, but not all: what the few mean nobody can know. */
function assertUniform(census: OutputCensus, look: RowLook, meaning: string, context: OutputContext): void {
  if (!isMostly(census, look)) return;
  const { rowCount, counts } = census;
  throw new StageError('outputs-mixed', {
    what: `${rowCount - counts[look]} of ${rowCount} rows are of another kind than the rest, which ${meaning}: ${listOthers(census, look, context)}.`,
    why: 'A row of another kind would count with a wrong class or confidence.',
    next: 'Correct these rows, or say with --outputs what all of them are.',
  });
}

function warnOfSums(census: OutputCensus, context: OutputContext): string {
  const { rowCount, counts } = census;
  return (
    `${rowCount - counts['sums-to-one']} of ${rowCount} rows of probabilities do not sum to one: ${listOthers(census, 'sums-to-one', context)}. ` +
    'They are divided by their sum; check them.'
  );
}

function listOthers(
  { rowCount, counts, others }: OutputCensus,
  look: RowLook,
  { describeRow }: OutputContext,
): string {
  const isLonger = rowCount - counts[look] > others[look].length;
  return others[look].map(describeRow).join(', ') + (isLonger ? ', …' : '');
}

function assertFinite({ broken, brokenRowCount, rowCount }: OutputCensus, context: OutputContext): void {
  if (brokenRowCount === 0) return;
  const places = broken.map((place) => describePlace(place, context)).join(', ');
  throw new StageError('predictions-not-a-number', {
    what: `${brokenRowCount} ${brokenRowCount === 1 ? 'row holds' : 'rows hold'} a score that is not a finite number (${brokenRowCount} of ${rowCount}): ${places}${brokenRowCount > broken.length ? ', …' : ''}.`,
    next: 'Write the predictions again without NaN, infinity and empty cells.',
  });
}

/** Whether the numbers can be of the kind at all, whoever said that they are. */
function assertOfKind(
  { lowest, highest, minusInfinity }: OutputCensus,
  kind: OutputKind,
  context: OutputContext,
): void {
  const refuse = (found: string, limits: string) =>
    new StageError('outputs-kind', {
      what: `The outputs are not ${kind}: ${found}.`,
      why: `Outputs of this kind ${limits}.`,
      next: 'Leave --outputs out, and the kind is recognised; or name another.',
    });
  const highestOfKind = { probabilities: 1, percent: 100, 'log-probabilities': 0 }[kind as string];
  if (highestOfKind === undefined) return;
  const lowestOfKind = kind === 'log-probabilities' ? Number.NEGATIVE_INFINITY : 0;
  if (lowestOfKind === 0 && minusInfinity !== null) {
    throw refuse(describePlace(minusInfinity, context), `lie from 0 to ${highestOfKind}`);
  }
  if (lowest >= lowestOfKind - EDGE && highest <= highestOfKind + EDGE) return;
  throw refuse(
    `they lie from ${lowest} to ${highest}`,
    lowestOfKind === 0 ? `lie from 0 to ${highestOfKind}` : 'are at most 0',
  );
}

function describePlace({ row, column, value }: OutputPlace, context: OutputContext): string {
  const where = context.describeColumn?.(column) ?? `column ${column}`;
  return `${context.describeRow(row)}, ${where} (${Number.isNaN(value) ? 'not a number' : value < 0 ? '−∞' : '∞'})`;
}
