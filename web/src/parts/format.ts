/**
 * Numbers and names as people read them.
 * In: fractions, counts, seconds; null and NaN are "–". Out: short text with a true minus sign. Knows no locale but en.
 */
import type { SplitName } from '../../../src/protocol/index.js';

type Value = number | null | undefined;

export const ABSENT = '–';

const isKnown = (value: Value): value is number => value != null && Number.isFinite(value);

/** "82%"; with digits "82.4%". */
export function formatPercent(fraction: Value, digits = 0): string {
  return isKnown(fraction) ? `${formatDecimal(fraction * 100, digits)}%` : ABSENT;
}

/** A difference of two fractions in percentage points, signed: "+60 pts", "−4 pts", "0 pts". */
export function formatPoints(fraction: Value, digits = 0): string {
  const number = formatSignedPoints(fraction, digits);
  return number === ABSENT ? ABSENT : `${number} pts`;
}

/** The same without its unit, for axes and columns that name it: "+60", "−4", "0". */
export function formatSignedPoints(fraction: Value, digits = 0): string {
  if (!isKnown(fraction)) return ABSENT;
  const text = formatDecimal(fraction * 100, digits);
  return Number(text) > 0 ? `+${text}` : text;
}

/** A fixed count of decimals: "−0.25"; never "−0". */
export function formatDecimal(value: Value, digits: number): string {
  if (!isKnown(value)) return ABSENT;
  return value
    .toFixed(digits)
    .replace(/^-(?=0(\.0*)?$)/, '')
    .replace('-', '−');
}

const COUNT = new Intl.NumberFormat('en-US');

/** "27,500". */
export function formatCount(count: Value): string {
  return isKnown(count) ? COUNT.format(count) : ABSENT;
}

/** "1 image", "2 images", "2 classes". */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** "4 s", "2 min 5 s", "1 h 20 min". */
export function formatDuration(seconds: Value): string {
  if (!isKnown(seconds)) return ABSENT;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** "3 Feb 2025, 14:05", in the person's time zone. */
export function formatDateTime(iso: string | null): string {
  return iso === null ? ABSENT : DATE_TIME.format(new Date(iso));
}

const SPLIT_TITLES: Record<SplitName, string> = { train: 'training', val: 'validation', test: 'test' };

/** "validation" for `val`. */
export function formatSplit(split: SplitName): string {
  return SPLIT_TITLES[split];
}
