/**
 * The one door to Observable Plot and linkedom.
 * In: a title, a sentence that describes the figure, plot options. Out: an `<svg>` string for use inside a page.
 * Figures take their colours from CSS variables; `toStandaloneSvg` makes a file of one.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { LIGHT_THEME, toFigureColour } from './palette.js';

/** Width of a figure in CSS pixels: two side by side on a desktop page, one nearly unscaled on a phone. */
export const FIGURE_WIDTH = 460;
/** Of figures with many models or several panels, which take the whole width of the page. */
export const WIDE_FIGURE_WIDTH = 960;
export const FIGURE_FONT_SIZE = 12.5;
/** Ticks of an axis, about: what the usual frame has room for. */
export const TICKS = 5;
/** Mean width of a character as a share of the font size, in the widest of the usual fonts. */
const CHARACTER_WIDTH = 0.63;
/** The same of characters as wide as they are high, from here on: Chinese, Japanese, Korean. */
const WIDE_CHARACTER_WIDTH = 1;
const FIRST_WIDE = 0x2e80;

export interface FrameOptions extends Plot.PlotOptions {
  /** What the figure shows; becomes the accessible name with `description`. */
  figureTitle: string;
  /** The finding in a sentence, for readers who do not see the figure. */
  description: string;
  /** In pixels; smaller than usual where many names stand close. */
  fontSize?: number;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Draws a plot as SVG text with an accessible name, without a style sheet of its own. */
export function buildFigure(options: FrameOptions): string {
  const { figureTitle, description, fontSize = FIGURE_FONT_SIZE, ...plot } = options;
  const svg = Plot.plot({
    document,
    width: FIGURE_WIDTH,
    ...plot,
  });
  for (const sheet of svg.querySelectorAll('style')) sheet.remove();
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('style', `font-family:inherit;font-size:${fontSize}px;overflow:visible`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('class', plot.width === WIDE_FIGURE_WIDTH ? 'figure-svg figure-wide' : 'figure-svg');
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = figureTitle;
  svg.insertBefore(title, svg.firstChild);
  // linkedom leaves < and & in attributes as they are, which no XML reader accepts: this one is written here.
  return svg.outerHTML.replace(
    '<svg ',
    () => `<svg aria-label="${escapeAttribute(`${figureTitle}. ${description}`)}" `,
  );
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Ground of files, for print. */
const FILE_PAPER = '#ffffff';
/** Fonts that are there on most machines; a renderer without them takes its own. */
const FILE_FONTS = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

/** A figure as a file of its own: light colours in place of variables, fonts, a white ground, its caption for who cannot see it. */
export function toStandaloneSvg(figure: string, caption = ''): string {
  const drawn = figure
    .replaceAll(`var(--paper, ${LIGHT_THEME.paper})`, FILE_PAPER)
    .replaceAll(/var\(--[a-z-]+, ?(#[0-9a-f]{6})\)/gi, '$1')
    .replaceAll('currentColor', LIGHT_THEME.ink)
    .replace('font-family:inherit', `font-family:${FILE_FONTS}`)
    .replace(
      '</title>',
      () =>
        `</title><desc>${escapeAttribute(caption)}</desc><rect width="100%" height="100%" fill="${FILE_PAPER}"></rect>`,
    )
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawn}\n`;
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

/** Keeps text readable where it crosses a line: a halo in the page's colour. */
export const LABEL_HALO = { stroke: toFigureColour('paper'), strokeWidth: 4 } as const;

/** Fine vertical lines at the ticks of the axis, which a mark does not know of: as many as there, or the same values. */
export function buildGridX(ticks: Plot.ScaleOptions['ticks'] = TICKS): Plot.Markish {
  return Plot.gridX({ ticks, stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/** The same, horizontal. */
export function buildGridY(ticks: Plot.ScaleOptions['ticks'] = TICKS): Plot.Markish {
  return Plot.gridY({ ticks, stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/**
 * Moves label positions apart until neighbours are at least `distance` from each other, keeping their order and none above
 * `highest`. All in the same unit (data or pixels); the result is parallel to `positions`.
 */
export function spreadLabels(
  positions: readonly number[],
  distance: number,
  highest = Number.POSITIVE_INFINITY,
): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!);
  const spread = [...positions];
  for (let round = 0; round < positions.length; round++) {
    for (let next = 1; next < order.length; next++) {
      const lower = order[next - 1]!;
      const upper = order[next]!;
      const missing = distance - (spread[upper]! - spread[lower]!);
      if (missing <= 0) continue;
      spread[lower]! -= missing / 2;
      spread[upper]! += missing / 2;
    }
  }
  let limit = highest;
  for (const place of order.reverse()) {
    if (spread[place]! <= limit) break;
    spread[place] = limit;
    limit -= distance;
  }
  return spread;
}
