/** What the tables share: sets under one title, means, and numbers as they are printed. A dash stands for what was not measured or does not exist. */

import { formatMarkdownTable } from '../../dist/words/index.js';

/** Sources of verdicts, in the order of tables. */
export const SOURCES = ['groups', 'masks', 'provisional'];

/** Sets of one kind that differ in their seed alone, under one title. */
export function groupSets(results) {
  const groups = new Map();
  for (const result of results) {
    const title = toTitle(result);
    groups.set(title, [...(groups.get(title) ?? []), result]);
  }
  return [...groups];
}

function toTitle({ name, planted }) {
  return planted === null ? name : `${planted.pair}, ${planted.cue}, ${planted.correlation}`;
}

/** Of the numbers among them; null without any. */
export function mean(values) {
  const numbers = values.filter((value) => typeof value === 'number' && !Number.isNaN(value));
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

export function toNumber(cell) {
  return cell === undefined || cell === '' ? null : Number(cell);
}

/** Of shares: their mean, and their standard deviation over the sets where there are several. */
export function formatSpread(values) {
  const average = mean(values);
  if (values.length < 2 || average === null) return formatPercent(average);
  const squares = values.map((value) => (value - average) ** 2);
  const deviation = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / (values.length - 1));
  return `${formatPercent(average)} ± ${formatPoints(deviation)}`;
}

export const formatNumber = (value) => (value === null ? '–' : value.toFixed(2));
export const formatPercent = (share) => (share === null ? '–' : `${(100 * share).toFixed(1)}%`);
export const formatPoints = (share) => (share === null ? '–' : (100 * share).toFixed(0));
export const formatP = (p) => (p === null ? '–' : p < 0.01 ? '< 0.01' : p.toFixed(2));

/** A pipe table; numbers as they are. */
export function formatTable(header, rows) {
  return formatMarkdownTable(
    header,
    rows.map((row) => row.map(String)),
  );
}
