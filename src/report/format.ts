/**
 * Numbers and names as people read them in the report.
 * In: fractions, counts, names. Out: short text; NaN and infinities become a dash.
 */

import type { SplitName } from '../records/dataset.js';

const ABSENT = '–';

/** "87%"; no decimals, because k is rarely above 100. */
export function formatPercent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(fraction * 100)}%` : ABSENT;
}

/** "87.3%", for accuracies over a whole split. */
export function formatPercentPrecise(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)}%` : ABSENT;
}

/** A difference of two accuracies, with its sign: "+86", "−4", "0" (percentage points). */
export function formatPoints(fraction: number): string {
  if (!Number.isFinite(fraction)) return ABSENT;
  const points = Math.round(fraction * 100);
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${Math.abs(points)}`;
}

/** The same without a plus sign, for sentences and axes: "86", "−4". */
export function formatPlainPoints(fraction: number): string {
  return formatPoints(fraction).replace('+', '');
}

/** A number with a fixed count of decimals and a true minus sign. */
export function formatDecimal(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return ABSENT;
  return value
    .toFixed(decimals)
    .replace(/^-(?=0(\.0*)?$)/, '')
    .replace('-', '−');
}

const SPLIT_TITLES: Record<SplitName, string> = { train: 'training', val: 'validation', test: 'test' };

/** "validation" for `val`. */
export function formatSplit(split: SplitName): string {
  return SPLIT_TITLES[split];
}

/** "27,500". */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 image", "2 images", "2 classes". */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first `limit` characters (by code point) with an ellipsis where something was cut. */
export function formatShortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
