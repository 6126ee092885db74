/**
 * Figures as SVG text for use inside the page: drawn in linkedom, whose document is this file's.
 * In: a figure. Out: an `<svg>` with an accessible name; its colours follow the page's theme.
 */
import { parseHTML } from 'linkedom';
import { escapeText } from '../figures/index.js';
import { drawFigure, type Figure, PRINT_LOOK } from '../figures/plots/index.js';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** The figure as text of the page. */
export function formatFigure(figure: Figure): string {
  const svg = drawFigure(figure, document as unknown as Document);
  svg.setAttribute('role', 'img');
  const isWide = figure.options.width >= PRINT_LOOK.wideWidth;
  svg.setAttribute('class', isWide ? 'figure-svg figure-wide' : 'figure-svg');
  // linkedom leaves < and & in attributes as they are, which no XML reader accepts: this one is written here.
  const label = escapeText(`${figure.title}. ${figure.description}`);
  return svg.outerHTML.replace('<svg ', () => `<svg aria-label="${label}" `);
}
