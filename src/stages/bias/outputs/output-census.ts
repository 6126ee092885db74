/**
 * What a classifier's numbers have in common, counted row by row: rows of scores enter one at a time, counts and the first rows that
 * stand out leave. Concludes nothing; `outputs.ts` does. Keeps no rows, so that outputs of any length can be counted.
 */

/** What a row of scores can look like; one row may look like several. */
export const ROW_LOOKS = [
  /** Nothing but 0 and 1. */
  'binary',
  /** One 1, else 0. */
  'one-hot',
  /** All within 0..1. */
  'unit',
  /** All within 0..1, and their sum is one. */
  'sums-to-one',
  /** All within 0..100, and their sum is 100. */
  'sums-to-hundred',
  /** None above 0, and the sum of their exponentials is one. */
  'logarithms',
] as const;
export type RowLook = (typeof ROW_LOOKS)[number];

/** One number of the outputs. */
export interface OutputPlace {
  row: number;
  column: number;
  value: number;
}

/** What was counted. */
export interface OutputCensus {
  width: number;
  rowCount: number;
  /** Rows of each look. */
  counts: Record<RowLook, number>;
  /** The first rows without the look. */
  others: Record<RowLook, number[]>;
  lowest: number;
  highest: number;
  /** NaN and ∞: how many rows hold one, and the first places. */
  brokenRowCount: number;
  broken: OutputPlace[];
  /** The first −∞, which is the logarithm of 0 and no probability. */
  minusInfinity: OutputPlace | null;
}

/** As many as a message shows. */
const KEPT_EXAMPLES = 3;
/** How far a sum of probabilities of single or half precision, or of a few rounded ones, lies from one. */
const SUM_TOLERANCE = 5e-3;
/** How far outside 0..1 single precision leads. */
export const EDGE = 1e-5;
/** Numbers with more decimals than this count as not rounded. */
const MOST_DECIMALS = 4;

/** A census of outputs with `width` numbers a row, which `countRow` fills. */
export function createOutputCensus(width: number): OutputCensus {
  const forLooks = <T>(make: () => T) =>
    Object.fromEntries(ROW_LOOKS.map((look) => [look, make()])) as Record<RowLook, T>;
  return {
    width,
    rowCount: 0,
    counts: forLooks(() => 0),
    others: forLooks(() => []),
    lowest: Number.POSITIVE_INFINITY,
    highest: Number.NEGATIVE_INFINITY,
    brokenRowCount: 0,
    broken: [],
    minusInfinity: null,
  };
}

/** Counts the row whose numbers begin at `start` of `data`; `row` is what messages call it by. */
export function countRow(
  census: OutputCensus,
  data: ArrayLike<number | bigint>,
  start: number,
  row: number,
): void {
  const values = Array.from({ length: census.width }, (_, column) => Number(data[start + column]!));
  census.rowCount += 1;
  const column = values.findIndex((value) => Number.isNaN(value) || value === Number.POSITIVE_INFINITY);
  if (column >= 0) {
    census.brokenRowCount += 1;
    if (census.broken.length < KEPT_EXAMPLES) census.broken.push({ row, column, value: values[column]! });
    return;
  }
  const infinite = values.indexOf(Number.NEGATIVE_INFINITY);
  if (infinite >= 0) census.minusInfinity ??= { row, column: infinite, value: values[infinite]! };
  census.lowest = Math.min(census.lowest, ...values);
  census.highest = Math.max(census.highest, ...values);
  const looks = findLooks(values);
  for (const look of ROW_LOOKS) {
    if (looks[look]) census.counts[look] += 1;
    else if (census.others[look].length < KEPT_EXAMPLES) census.others[look].push(row);
  }
}

function findLooks(values: readonly number[]): Record<RowLook, boolean> {
  const sum = values.reduce((total, value) => total + value, 0);
  const isWithin = (high: number) => values.every((value) => value >= -EDGE && value <= high + EDGE);
  const isUnit = isWithin(1);
  const isBinary = values.every((value) => value === 0 || value === 1);
  return {
    binary: isBinary,
    'one-hot': isBinary && sum === 1,
    unit: isUnit,
    'sums-to-one': isUnit && Math.abs(sum - 1) <= SUM_TOLERANCE + toRoundingError(values, 1),
    'sums-to-hundred':
      isWithin(100) && Math.abs(sum - 100) <= 100 * SUM_TOLERANCE + toRoundingError(values, 0),
    logarithms:
      values.every((value) => value <= EDGE) &&
      Math.abs(values.reduce((total, value) => total + Math.exp(value), 0) - 1) <= 2 * SUM_TOLERANCE,
  };
}

/** How far the sum of numbers that were rounded to a few decimals (at least `fewest`) can lie from the true one: half a unit for each. */
function toRoundingError(values: readonly number[], fewest: number): number {
  for (let decimals = fewest; decimals < MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    // Single precision holds 0.98 as 0.98000002.
    const isRounded = values.every(
      (value) => Math.abs(value * scale - Math.round(value * scale)) <= scale * Math.abs(value) * 1e-6,
    );
    if (isRounded) return values.length / scale / 2;
  }
  return 0;
}
