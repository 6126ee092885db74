/**
 * Axes, grids, room for names and what lies under the pointer, as figures have them in common.
 * In: labels, names, widths. Out: options and marks of Plot, pixels.
 */
import * as Plot from '@observablehq/plot';
import { formatBarePoints, formatPercent, formatShortened } from '../../../words/index.js';
import { toFigureColour } from '../../palette.js';
import { FIGURE_FONT_SIZE, type Look } from '../figure.js';

/** Ticks of an axis, about: what the usual frame has room for. */
export const TICKS = 5;
/** Narrowest room of a tick's label. */
const TICK_WIDTH = 50;
/** Mean width of a character as a share of the font size, in the widest of the usual fonts. */
const CHARACTER_WIDTH = 0.63;
/** The same of characters as wide as they are high, from here on: Chinese, Japanese, Korean. */
const WIDE_CHARACTER_WIDTH = 1;
const FIRST_WIDE = 0x2e80;
/** Between names and the frame. */
const NAME_GAP = 14;

/** Below the axis, or above its upper end; without an arrow. */
function buildLabel(place: 'x' | 'y', label: string): Plot.ScaleOptions {
  return { label, labelArrow: 'none', ...(place === 'x' ? { labelAnchor: 'center' } : {}) };
}

/** An axis of shares as percentages. */
export function buildShareAxis(place: 'x' | 'y', label: string, ticks = TICKS): Plot.ScaleOptions {
  return { ...buildLabel(place, label), ticks, tickFormat: (share: number) => formatPercent(share) };
}

/** An axis of differences in points, with as many digits as its ticks need; the label names the unit. */
export function buildPointsAxis(place: 'x' | 'y', label: string, ticks = TICKS): Plot.ScaleOptions {
  const tickFormat = (difference: number) => formatBarePoints(difference, 1).replace(/\.0$/, '');
  return { ...buildLabel(place, label), ticks, tickFormat };
}

/** An axis of whole numbers, at most seven of them written. */
export function buildCountAxis(label: string, first: number, last: number): Plot.ScaleOptions {
  const step = Math.max(1, Math.ceil((last - first) / 6));
  const ticks = Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, tick) => first + tick * step,
  );
  return { ...buildLabel('x', label), domain: [first, last], tickFormat: 'd', ticks };
}

/** An axis of spuriosity ranks, 0 to 1. */
export function buildRankAxis(label: string | null): Plot.ScaleOptions {
  return {
    domain: [0, 1],
    ticks: [0, 1],
    tickFormat: (rank: number) => (rank === 0 ? 'least' : 'most'),
    tickSize: 0,
    label,
    labelAnchor: 'center',
    labelArrow: 'none',
  };
}

/** How many ticks of an axis of so many pixels have room for their labels. */
export function countTicks(width: number, most = TICKS): number {
  return Math.max(2, Math.min(most, Math.floor(width / TICK_WIDTH)));
}

/** Fine vertical lines at the ticks of the axis, which a mark does not know of: as many as there, or the same values. */
export function buildGridX(ticks: Plot.ScaleOptions['ticks'] = TICKS): Plot.Markish {
  return Plot.gridX({ ticks, stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/** The same, horizontal. */
export function buildGridY(ticks: Plot.ScaleOptions['ticks'] = TICKS): Plot.Markish {
  return Plot.gridY({ ticks, stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/** The line from which values are measured. */
export const ZERO_LINE = { stroke: 'currentColor', strokeOpacity: 0.5 } as const;

/** Keeps text readable where it crosses a line: a halo in the page's colour. */
export const LABEL_HALO = { stroke: toFigureColour('paper'), strokeWidth: 4 } as const;

/** What the mark under the pointer says; nothing on paper. */
export function buildTip<Row>(
  look: Look,
  rows: readonly Row[],
  options: Plot.TipOptions & { title: (row: Row) => string },
): Plot.Markish[] {
  if (!look.isLive) return [];
  return [Plot.tip(rows, Plot.pointer({ fill: toFigureColour('paper'), ...options } as Plot.TipOptions))];
}

/** Marks that lead on, each named for who cannot see it; none where there is nowhere to lead. */
export function buildLinks<Row>(
  toAddress: ((row: Row) => string) | undefined,
  describe: (row: Row) => string,
): Pick<Plot.MarkOptions, 'href' | 'ariaLabel'> {
  return toAddress === undefined ? {} : { href: toAddress, ariaLabel: describe };
}

/** Where names and colour can only be seen by a title that the browser shows: on paper, of few marks. */
export function buildTitles<Row>(
  look: Look,
  describe: (row: Row) => string,
): Pick<Plot.MarkOptions, 'title'> {
  return look.isLive ? {} : { title: describe };
}

/** A range around the values, `share` of it wider on both sides and at least `least` wide, so that small changes look small. */
export function computeDomain(values: readonly number[], least: number, share = 0.12): [number, number] {
  const finite = values.filter(Number.isFinite);
  const low = finite.length > 0 ? finite.reduce((lowest, value) => Math.min(lowest, value)) : 0;
  const high = finite.length > 0 ? finite.reduce((highest, value) => Math.max(highest, value)) : 1;
  const missing = Math.max(0, least - (high - low)) / 2;
  const room = (high - low + 2 * missing) * share;
  return [low - missing - room, high + missing + room];
}

/** All gaps and zero, with some room at both ends. */
export function computeGapDomain(gaps: readonly number[]): [number, number] {
  const room = 0.04;
  const low = gaps.reduce((least, gap) => Math.min(least, gap), 0);
  const high = gaps.reduce((most, gap) => Math.max(most, gap), low + 0.1);
  return [low - room, high + room];
}

/** Room that a text needs, in pixels; fonts differ, so it is a generous guess. */
export function computeTextWidth(text: string, fontSize = FIGURE_FONT_SIZE): number {
  const wideCount = [...text].filter((character) => character.codePointAt(0)! >= FIRST_WIDE).length;
  const narrowCount = [...text].length - wideCount;
  return fontSize * (narrowCount * CHARACTER_WIDTH + wideCount * WIDE_CHARACTER_WIDTH);
}

/** Room that the longest of some texts needs, in whole pixels. */
export function computeLongestWidth(texts: readonly string[], fontSize = FIGURE_FONT_SIZE): number {
  return Math.ceil(texts.reduce((most, text) => Math.max(most, computeTextWidth(text, fontSize)), 0));
}

/** Names for the left of a frame, cut where they would take more than two fifths of `width`, and the margin that they need. */
export function fitNames(
  names: readonly string[],
  width: number,
  most: number,
): { labels: string[]; margin: number } {
  const room = 0.4 * width - NAME_GAP;
  const limit = Math.max(4, Math.min(most, Math.floor(room / (FIGURE_FONT_SIZE * CHARACTER_WIDTH))));
  const labels = names.map((name) => formatShortened(name, limit));
  return { labels, margin: computeLongestWidth(labels) + NAME_GAP };
}
