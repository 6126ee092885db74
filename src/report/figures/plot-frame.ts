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
export const FIGURE_FONT_SIZE = 12.5;

export interface FrameOptions extends Plot.PlotOptions {
  /** What the figure shows; becomes the accessible name with `description`. */
  figureTitle: string;
  /** The finding in a sentence, for readers who do not see the figure. */
  description: string;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Draws a plot as SVG text with an accessible name, without a style sheet of its own. */
export function buildFigure(options: FrameOptions): string {
  const { figureTitle, description, ...plot } = options;
  const svg = Plot.plot({
    document,
    width: FIGURE_WIDTH,
    ...plot,
  });
  for (const sheet of svg.querySelectorAll('style')) sheet.remove();
  for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('style', `font-family:inherit;font-size:${FIGURE_FONT_SIZE}px;overflow:visible`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('class', 'figure-svg');
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

/** A figure as a file of its own: light colours in place of variables, a font, a background. */
export function toStandaloneSvg(figure: string): string {
  const drawn = figure
    .replaceAll(/var\(--[a-z-]+, ?(#[0-9a-f]{6})\)/gi, '$1')
    .replaceAll('currentColor', LIGHT_THEME.ink)
    .replace('font-family:inherit', `font-family:sans-serif;background:${LIGHT_THEME.paper}`)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawn}\n`;
}

/** Keeps text readable where it crosses a line: a halo in the page's colour. */
export const LABEL_HALO = { stroke: toFigureColour('paper'), strokeWidth: 4 } as const;

/** Fine vertical lines at the axis ticks. */
export function buildGridX(): Plot.Markish {
  return Plot.gridX({ stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/** Fine horizontal lines at the axis ticks. */
export function buildGridY(): Plot.Markish {
  return Plot.gridY({ stroke: toFigureColour('rule'), strokeOpacity: 1 });
}

/**
 * Moves label positions apart until neighbours are at least `distance` from each other, keeping their order.
 * Positions and distance in the same unit (data or pixels); the result is parallel to `positions`.
 */
export function spreadLabels(positions: readonly number[], distance: number): number[] {
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
  return spread;
}
