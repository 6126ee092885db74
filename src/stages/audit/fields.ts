/**
 * Fields as codes: values of all images in, one small whole number per image out, so that every field is counted in the same way.
 * Labels are not looked at; the same images give the same codes whatever their classes.
 */
import type { AuditField, FieldKind } from '../../records/audit/audit.js';
import { formatCount, formatDecimal } from '../../words/index.js';

/** Ranges that numbers are divided into, at most. */
const MOST_RANGES = 20;
const LEAST_RANGES = 4;
/** Values of a category that are told apart; the rarer ones are one value. */
const MOST_VALUES = 50;
const RARE = '(other)';
const ABSENT_VALUE = '(none)';
/** Columns of numbers with fewer values than this are categories. */
const LEAST_NUMBERS = 10;
const DATE = /^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;

/** A field of categories; empty texts are a value of their own. Null where all images have the same value. */
export function toCategoryField(
  name: string,
  kind: FieldKind,
  texts: readonly (string | null)[],
): AuditField | null {
  const counts = new Map<string, number>();
  const shown = texts.map((text) => text || ABSENT_VALUE);
  for (const text of shown) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size < 2) return null;
  const frequent = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text]) => text);
  const values = frequent.length <= MOST_VALUES ? frequent : [...frequent.slice(0, MOST_VALUES - 1), RARE];
  const codeOf = new Map(values.map((text, code) => [text, code]));
  return {
    name,
    kind,
    codes: Int32Array.from(shown, (text) => codeOf.get(text) ?? values.length - 1),
    values,
  };
}

/**
 * A field of numbers, in ranges of about equally many images; a number that many images have is a range of its own. Null where all images
 * have the same one. Absent numbers (null) are a value of their own.
 */
export function toNumberField(
  name: string,
  kind: FieldKind,
  numbers: readonly (number | null)[],
): AuditField | null {
  const counts = new Map<number, number>();
  for (const value of numbers) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const known = numbers.filter((value) => value !== null).length;
  const rangeCount = Math.min(MOST_RANGES, Math.max(LEAST_RANGES, Math.floor(Math.sqrt(known) / 2)));
  const ranges = divide(sorted, known / rangeCount);
  const values = ranges.map(({ low, high }) =>
    low === high ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}`,
  );
  if (known < numbers.length) values.push(ABSENT_VALUE);
  if (values.length < 2) return null;
  const codeOf = new Map<number, number>();
  let code = 0;
  for (const [value] of sorted) {
    if (value > ranges[code]!.high) code += 1;
    codeOf.set(value, code);
  }
  const codes = Int32Array.from(numbers, (value) => (value === null ? ranges.length : codeOf.get(value)!));
  return { name, kind, codes, values };
}

/** A column as people wrote it: numbers and dates as numbers, all else as categories. */
export function toColumnField(name: string, texts: readonly string[]): AuditField | null {
  const numbers = readNumbers(texts);
  const distinct = numbers === null ? 0 : new Set(numbers).size;
  if (numbers !== null && distinct >= LEAST_NUMBERS) {
    const field = toNumberField(name, 'column', numbers);
    return field !== null && isDates(texts) ? { ...field, values: nameDates(field, texts) } : field;
  }
  return toCategoryField(name, 'column', texts);
}

/** Whether every image has a text, or whole number, of its own: such a column names images, and foretells nothing of others. */
export function isIdentifier(texts: readonly string[]): boolean {
  const isMeasured = readNumbers(texts)?.some((value) => value !== null && !Number.isInteger(value)) ?? false;
  return !isMeasured && !isDates(texts) && new Set(texts).size === texts.length;
}

/** Null where a text is neither empty nor a number, or neither empty nor a date. */
function readNumbers(texts: readonly string[]): (number | null)[] | null {
  const read = isDates(texts) ? (text: string) => Date.parse(text) : Number;
  const numbers = texts.map((text) => (text.trim() === '' ? null : read(text)));
  return numbers.every((value) => value === null || Number.isFinite(value)) ? numbers : null;
}

function isDates(texts: readonly string[]): boolean {
  return texts.every((text) => text.trim() === '' || DATE.test(text.trim()));
}

/** Ranges of dates by the first and last text in each. */
function nameDates({ codes, values }: AuditField, texts: readonly string[]): string[] {
  return values.map((value, code) => {
    const own = texts.filter((text, image) => codes[image] === code && text.trim() !== '').sort();
    return own.length === 0 ? value : own[0] === own.at(-1) ? own[0]! : `${own[0]} to ${own.at(-1)}`;
  });
}

/** Inclusive bounds, ascending; `sorted` has numbers with how many images have them. */
function divide(sorted: readonly [number, number][], target: number): { low: number; high: number }[] {
  const ranges: { low: number; high: number; count: number }[] = [];
  for (const [value, count] of sorted) {
    const last = ranges.at(-1);
    if (last === undefined || last.count >= target || count >= target) {
      ranges.push({ low: value, high: value, count });
    } else {
      last.high = value;
      last.count += count;
    }
  }
  return ranges;
}

function formatNumber(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  return formatDecimal(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3);
}
