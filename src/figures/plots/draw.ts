/**
 * Draws a figure in any document. In: a figure, the document. Out: an `<svg>` without a style sheet of its own.
 * Its colours are CSS variables; `toStandaloneSvg` makes a file of it.
 */
import * as Plot from '@observablehq/plot';
import { FIGURE_FONT_SIZE, type Figure } from './figure.js';

/** The drawing, named by its first child; marks that lead nowhere have no names of their own. */
export function drawFigure({ title, options, fontSize }: Figure, document: Document): SVGSVGElement {
  const svg = Plot.plot({ ...options, document }) as SVGSVGElement;
  for (const sheet of svg.querySelectorAll('style')) sheet.remove();
  for (const part of svg.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label');
  svg.setAttribute('font-family', 'inherit');
  svg.setAttribute('font-size', String(fontSize ?? FIGURE_FONT_SIZE));
  svg.setAttribute('overflow', 'visible');
  svg.removeAttribute('class');
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  svg.insertBefore(name, svg.firstChild);
  return svg;
}
